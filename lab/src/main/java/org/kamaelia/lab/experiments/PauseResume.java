package org.kamaelia.lab.experiments;

import java.time.Duration;
import java.util.Map;
import org.kamaelia.lab.Run;
import org.kamaelia.link.Rate;

/** RFC 8867, section 5.8. */
public final class PauseResume extends Rfc8867 {
  /** Makes it. */
  public PauseResume() {
    super("5.8", "three flows, of which one pauses");
  }

  @Override
  public void run(Run run) throws Exception {
    MediaScene scene = new MediaScene(run);
    narrow(scene, Duration.ofMillis(50), Rate.constant(3_500_000));
    scene.change(seconds(40));
    scene.change(seconds(60));
    pairs(scene, 3)
        .forEach(
            (name, pair) -> {
              var stage =
                  name.equals("s2") ? new Pause(seconds(40), seconds(60)) : MediaScene.pass();
              scene.media(name, pair[0], pair[1], Duration.ZERO, 1, stage);
            });
    MediaReport report = scene.run(seconds(120));
    Map<String, Double> alike = Map.of("s1", 1.0, "s2", 1.0, "s3", 1.0);
    report.fairness("-before", seconds(20), seconds(40), alike);
    report.fairness("-after", seconds(80), seconds(120), alike);
    report.rate("rate-s1-alone", "s1", seconds(50), seconds(60));
    report.rate("rate-s3-alone", "s3", seconds(50), seconds(60));
  }
}
