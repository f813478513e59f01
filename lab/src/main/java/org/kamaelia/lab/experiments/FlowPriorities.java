package org.kamaelia.lab.experiments;

import java.time.Duration;
import java.util.Map;
import org.kamaelia.lab.Run;
import org.kamaelia.link.Rate;
import org.kamaelia.testbed.sim.Host;

/** RFC 8867, section 6.1. */
public final class FlowPriorities extends Rfc8867 {
  /** Makes it. */
  public FlowPriorities() {
    super("6.1", "three flows, of which the first has priority");
  }

  @Override
  public void run(Run run) throws Exception {
    MediaScene scene = new MediaScene(run);
    narrow(scene, Duration.ofMillis(50), Rate.constant(3_500_000));
    double[] shares = {2, 1, 1};
    for (int i = 0; i < shares.length; i++) {
      Host[] pair = pair(scene, i + 1);
      scene.media("s" + (i + 1), pair[0], pair[1], seconds(20 * i), shares[i]);
    }
    MediaReport report = scene.run(seconds(120));
    report.fairness("", seconds(80), seconds(120), Map.of("s1", 2.0, "s2", 1.0, "s3", 1.0));
  }
}
