package org.kamaelia.lab.experiments;

import java.time.Duration;
import java.util.Map;
import org.kamaelia.lab.Run;
import org.kamaelia.link.Rate;
import org.kamaelia.testbed.sim.Host;

/** RFC 8867, section 5.6. */
public final class LongTcp extends Rfc8867 {
  /** Makes it. */
  public LongTcp() {
    super("5.6", "a flow beside a long one of TCP");
  }

  @Override
  public void run(Run run) throws Exception {
    MediaScene scene = new MediaScene(run);
    narrow(scene, Duration.ofMillis(50), Rate.constant(2 * MediaScene.MBIT));
    Host[] pair = pair(scene, 1);
    scene.media("s1", pair[0], pair[1], seconds(5), 1);
    Host from = scene.host("s tcp", scene.host("a"), Duration.ZERO);
    scene.longTcp("tcp", from, scene.host("r tcp", scene.host("b"), Duration.ZERO));
    MediaReport report = scene.run(seconds(120));
    report.fairness("", seconds(60), seconds(120), Map.of("s1", 1.0, "tcp", 1.0));
  }
}
