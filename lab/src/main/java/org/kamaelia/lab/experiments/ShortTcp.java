package org.kamaelia.lab.experiments;

import java.time.Duration;
import java.util.Map;
import org.kamaelia.lab.Run;
import org.kamaelia.link.Rate;
import org.kamaelia.testbed.sim.Host;

/** RFC 8867, section 5.7. */
public final class ShortTcp extends Rfc8867 {
  /** Makes it. */
  public ShortTcp() {
    super("5.7", "two flows beside ten short ones of TCP");
  }

  @Override
  public void run(Run run) throws Exception {
    MediaScene scene = new MediaScene(run);
    Host a = scene.host("a");
    Host b = scene.host("b");
    Rate rate = Rate.constant(2 * MediaScene.MBIT);
    scene.bottleneck("", a, b, Duration.ofMillis(50), rate, MediaScene.wide());
    pairs(scene, 2).forEach((name, pair) -> scene.media(name, pair[0], pair[1], seconds(5), 1));
    Host from = scene.host("s tcp", a, Duration.ZERO);
    scene.shortTcp("tcp", from, scene.host("r tcp", b, Duration.ZERO), 10, 2);
    MediaReport report = scene.run(seconds(300));
    report.fairness("", seconds(60), seconds(300), Map.of("s1", 1.0, "s2", 1.0));
  }
}
