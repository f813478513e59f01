package org.kamaelia.lab.experiments;

import java.time.Duration;
import java.util.List;
import org.kamaelia.lab.Parameter;
import org.kamaelia.lab.Run;
import org.kamaelia.link.Rate;
import org.kamaelia.testbed.sim.Host;

/** RFC 8867, section 5.3. */
public final class CongestedFeedback extends Rfc8867 {
  /** Makes it. */
  public CongestedFeedback() {
    super("5.3", "flows both ways, so that reports meet congestion");
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = super.parameters();
    all.add(Parameter.time("delay", Duration.ofMillis(50), "one way"));
    all.add(
        Parameter.choice(
            "reverse", List.of("congested", "wide"), "the way back; wide to compare with"));
    return all;
  }

  @Override
  public void run(Run run) throws Exception {
    MediaScene scene = new MediaScene(run);
    Host a = scene.host("a");
    Host b = scene.host("b");
    boolean congested = run.text("reverse").equals("congested");
    Rate there = varying(MediaScene.MBIT, 0, 2.0, 20, 1.0, 40, 0.5, 60, 2.0);
    Rate back = varying(MediaScene.MBIT, 0, 2.0, 35, 0.8, 70, 2.0);
    scene.bottleneck("", a, b, run.time("delay"), there, congested ? back : MediaScene.wide());
    for (int at : new int[] {20, 35, 40, 60, 70}) {
      scene.change(seconds(at));
    }
    Host[] pair = pair(scene, 1);
    scene.media("s1", pair[0], pair[1], Duration.ZERO, 1);
    Host s2 = scene.host("s2", b, Duration.ZERO);
    Host r2 = scene.host("r2", a, Duration.ZERO);
    scene.media("s2", s2, r2, Duration.ZERO, 1);
    var _ = scene.run(seconds(100));
  }
}
