package org.kamaelia.lab.experiments;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kamaelia.lab.Run;
import org.kamaelia.link.Rate;
import org.kamaelia.testbed.sim.Host;

/** RFC 8867, section 5.5. */
public final class RoundTrips extends Rfc8867 {
  /** Makes it. */
  public RoundTrips() {
    super("5.5", "five flows whose ways are of different length");
  }

  private static final int[] DELAYS = {10, 25, 50, 100, 150};

  @Override
  public void run(Run run) throws Exception {
    MediaScene scene = new MediaScene(run);
    Host a = scene.host("a");
    Host b = scene.host("b");
    Duration least = Duration.ofMillis(DELAYS[0]);
    Rate rate = Rate.constant(4 * MediaScene.MBIT);
    scene.bottleneck("", a, b, least, rate, MediaScene.wide());
    Map<String, Double> alike = new LinkedHashMap<>();
    for (int i = 0; i < DELAYS.length; i++) {
      String number = String.valueOf(i + 1);
      Host from = scene.host("s" + number, a, Duration.ofMillis(DELAYS[i]).minus(least));
      Host to = scene.host("r" + number, b, Duration.ZERO);
      scene.media("s" + number, from, to, seconds(10 * i), 1);
      alike.put("s" + number, 1.0);
    }
    MediaReport report = scene.run(seconds(300));
    report.fairness("", seconds(100), seconds(300), alike);
  }
}
