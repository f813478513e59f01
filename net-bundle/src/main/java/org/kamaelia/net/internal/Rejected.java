package org.kamaelia.net.internal;

import java.io.IOException;
import org.kamaelia.net.Rejection;

/** A connection cannot begin, for a reason that its listener counts. */
final class Rejected extends IOException {
  private static final long serialVersionUID = 1;

  private final Rejection reason;

  Rejected(Rejection reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** None: it is thrown for each attacker, and what happened is the listener's to know. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  Rejection reason() {
    return reason;
  }
}
