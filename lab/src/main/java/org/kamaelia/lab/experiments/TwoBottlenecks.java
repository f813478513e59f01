package org.kamaelia.lab.experiments;

import java.time.Duration;
import java.util.Map;
import org.kamaelia.lab.Run;
import org.kamaelia.link.Rate;
import org.kamaelia.testbed.sim.Host;

/** RFC 8867, section 6.3. */
public final class TwoBottlenecks extends Rfc8867 {
  /** Makes it. */
  public TwoBottlenecks() {
    super("6.3", "a flow over two bottlenecks, with another one at each");
  }

  @Override
  public void run(Run run) throws Exception {
    MediaScene scene = new MediaScene(run);
    Host a = scene.host("a");
    Host b = scene.host("b");
    Host c = scene.host("c");
    Host d = scene.host("d");
    long reference = 2 * MediaScene.MBIT;
    Duration part = Duration.ofMillis(40);
    scene.bottleneck("1", a, b, part, Rate.constant(reference), MediaScene.wide());
    scene.bottleneck(
        "between", b, c, Duration.ofMillis(20), Rate.constant(4 * reference), MediaScene.wide());
    scene.bottleneck("2", c, d, part, Rate.constant(reference * 3 / 4), MediaScene.wide());
    Host[][] pairs = {{a, d}, {a, b}, {c, d}};
    for (int i = 0; i < pairs.length; i++) {
      String number = String.valueOf(i + 1);
      Host from = scene.host("s" + number, pairs[i][0], Duration.ZERO);
      Host to = scene.host("r" + number, pairs[i][1], Duration.ZERO);
      scene.media("s" + number, from, to, Duration.ZERO, 1);
    }
    MediaReport report = scene.run(seconds(300));
    report.fairness("-1", seconds(100), seconds(300), Map.of("s1", 1.0, "s2", 1.0));
    report.fairness("-2", seconds(100), seconds(300), Map.of("s1", 1.0, "s3", 1.0));
  }
}
