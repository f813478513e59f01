package org.kamaelia.deploy.internal;

/** A jar is not signed as it must be. The message begins with a word for how. */
final class BadSignature extends Exception {
  private static final long serialVersionUID = 1;

  BadSignature(String message) {
    super(message, null, false, false);
  }
}
