package org.kamaelia.net;

/**
 * A bundle's protocols did not pass their test; the message says which, and what it did. What was
 * thrown there is in the message alone: its class would keep the bundle from being unloaded.
 */
public final class SelfTestException extends Exception {
  private static final long serialVersionUID = 1;

  /** Makes one. */
  public SelfTestException(String message) {
    super(message);
  }
}
