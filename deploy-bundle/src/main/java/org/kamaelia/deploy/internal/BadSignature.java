package org.kamaelia.deploy.internal;

/** A jar is not signed as it must be. What it says begins with a word for how. */
final class BadSignature extends Exception {
  private static final long serialVersionUID = 1;

  private final String why;

  BadSignature(String why) {
    super(why, null, false, false);
    this.why = why;
  }

  String why() {
    return why;
  }
}
