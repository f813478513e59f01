package org.kamaelia.lab.experiments;

import java.time.Duration;
import java.util.List;
import org.kamaelia.lab.Parameter;
import org.kamaelia.lab.Run;
import org.kamaelia.testbed.sim.Host;

/** RFC 8867, section 5.1. */
public final class SingleFlow extends Rfc8867 {
  /** Makes it. */
  public SingleFlow() {
    super("5.1", "a single flow, and a capacity that changes");
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = super.parameters();
    all.add(Parameter.time("delay", Duration.ofMillis(50), "one way: 50ms, 100ms"));
    all.add(variation());
    return all;
  }

  @Override
  public void run(Run run) throws Exception {
    MediaScene scene = new MediaScene(run);
    changing(scene, run, MediaScene.MBIT, 0, 1.0, 40, 2.5, 60, 0.6, 80, 1.0);
    Host[] pair = pair(scene, 1);
    scene.media("s1", pair[0], pair[1], Duration.ZERO, 1);
    MediaReport report = scene.run(seconds(100));
    // the second half of each, when it has had its time
    report.rate("rate-at-1.0", "s1", seconds(20), seconds(40));
    report.rate("rate-at-2.5", "s1", seconds(50), seconds(60));
    report.rate("rate-at-0.6", "s1", seconds(70), seconds(80));
    report.rate("rate-at-1.0-again", "s1", seconds(90), seconds(100));
  }
}
