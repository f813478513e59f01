package org.kamaelia.lab.experiments;

import java.util.List;
import org.kamaelia.lab.Parameter;
import org.kamaelia.lab.Run;

/** RFC 8867, section 6.2. */
public final class Marking extends Rfc8867 {
  /** Makes it. */
  public Marking() {
    super("6.2", "case 5.1 with a queue that marks, for flows that listen");
  }

  @Override
  public List<Parameter> parameters() {
    return new SingleFlow()
        .parameters().stream()
            .map(
                it ->
                    switch (it.name()) {
                      case "queue" -> Parameter.text("queue", "codel", it.meaning());
                      case "ecn" -> Parameter.choice("ecn", List.of("yes", "no"), it.meaning());
                      default -> it;
                    })
            .toList();
  }

  @Override
  public void run(Run run) throws Exception {
    new SingleFlow().run(run);
  }
}
