package org.kamaelia.link;

/** A text of links is not as it should be. Its message begins with the line. */
public final class LinkTextException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final String what;

  LinkTextException(int line, String what) {
    super("line " + line + ": " + what);
    this.line = line;
    this.what = what;
  }

  /** The line, the first is 1. */
  public int line() {
    return line;
  }

  /** What is wrong with it. */
  public String what() {
    return what;
  }
}
