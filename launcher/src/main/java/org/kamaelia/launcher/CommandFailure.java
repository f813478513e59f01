package org.kamaelia.launcher;

/** A command cannot do what it was asked; its message is all that the user needs to see. */
final class CommandFailure extends Exception {

  private static final long serialVersionUID = 1;

  /** The exit code of a command that finds no server. */
  static final int NO_SERVER = 3;

  private final int exitCode;

  CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  CommandFailure(String message) {
    this(1, message);
  }

  int exitCode() {
    return exitCode;
  }
}
