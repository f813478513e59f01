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
    narrow(scene, Duration.ofMillis(50), Rate.constant(2 * MediaScene.MBIT));
    pairs(scene, 2).forEach((name, pair) -> scene.media(name, pair[0], pair[1], seconds(5), 1));
    Host from = scene.host("s tcp", scene.host("a"), Duration.ZERO);
    scene.shortTcp("tcp", from, scene.host("r tcp", scene.host("b"), Duration.ZERO), 10, 2);
    MediaReport report = scene.run(seconds(300));
    report.fairness("", seconds(60), seconds(300), Map.of("s1", 1.0, "s2", 1.0));
  }
}
