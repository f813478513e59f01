package org.kamaelia.deploy.internal;

import java.time.Duration;
import java.util.List;
import org.kamaelia.deploy.Step;
import org.kamaelia.net.SelfTestException;
import org.kamaelia.net.Server;

/**
 * A bundle's protocols, which wait at the server until they take the place of what runs. A class of
 * its own, which is not loaded where there is no server: it cannot be without the net's classes.
 */
final class Staging implements AutoCloseable {
  private final Server.Stage stage;

  Staging(Server.Stage stage) {
    this.stage = stage;
  }

  void test(Steps steps, Duration within) throws Refused {
    if (stage.protocols().isEmpty()) {
      steps.skipped(Step.TEST, "no protocol");
      return;
    }
    steps.begin(Step.TEST);
    try {
      stage.test(within);
      steps.passed();
    } catch (SelfTestException e) {
      throw new Refused(Step.TEST, String.valueOf(e.getMessage()));
    }
  }

  /**
   * From here on new connections get them.
   *
   * @param replaced the number of the bundle whose place they take, 0 for none
   */
  void move(Steps steps, long replaced) {
    steps.begin(Step.MOVE);
    boolean protocols = !stage.protocols().isEmpty();
    List<String> moved = stage.release(replaced);
    if (!moved.isEmpty()) {
      steps.passed(String.join(", ", moved));
    } else if (protocols) {
      steps.passed("no listener asks for it");
    } else {
      steps.skipped(Step.MOVE, "no protocol");
    }
  }

  @Override
  public void close() {
    stage.close();
  }
}
