package org.kamaelia.axon;

/**
 * Thrown at a component's wait when its group is stopped. An error, so that a body which catches
 * its own exceptions still ends; {@code finally} blocks run, and every later wait throws it again.
 */
final class Stopped extends Error {
  private static final long serialVersionUID = 1;

  Stopped(String reason) {
    super(reason, null, false, false);
  }
}
