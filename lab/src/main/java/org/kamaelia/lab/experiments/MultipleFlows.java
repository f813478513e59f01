package org.kamaelia.lab.experiments;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.kamaelia.lab.Parameter;
import org.kamaelia.lab.Run;

/** RFC 8867, section 5.2. */
public final class MultipleFlows extends Rfc8867 {
  /** Makes it. */
  public MultipleFlows() {
    super("5.2", "two flows, and a capacity that changes");
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = super.parameters();
    all.add(Parameter.time("delay", Duration.ofMillis(50), "one way"));
    all.add(variation());
    return all;
  }

  @Override
  public void run(Run run) throws Exception {
    MediaScene scene = new MediaScene(run);
    changing(scene, run, 2 * MediaScene.MBIT, 0, 2.0, 25, 1.0, 50, 1.75, 75, 0.5, 100, 1.0);
    pairs(scene, 2).forEach((name, pair) -> scene.media(name, pair[0], pair[1], Duration.ZERO, 1));
    MediaReport report = scene.run(seconds(125));
    Map<String, Double> alike = Map.of("s1", 1.0, "s2", 1.0);
    report.fairness("", Duration.ZERO, seconds(125), alike);
    report.fairness("-at-1.0", seconds(35), seconds(50), alike);
    report.fairness("-at-0.5", seconds(85), seconds(100), alike);
  }
}
