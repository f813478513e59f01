package org.kamaelia.console.internal;

/** Why a command did nothing, or not all that it was asked; its message is all that is shown. */
class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  Refusal(String message) {
    super(message);
  }

  /** The message alone: the shell prints this, and the class is of no interest there. */
  @Override
  @SuppressWarnings("OverrideThrowableToString")
  public String toString() {
    return String.valueOf(getMessage());
  }

  /** There is no command of that name. */
  static final class NoSuchCommand extends Refusal {
    private static final long serialVersionUID = 1L;

    NoSuchCommand(String message) {
      super(message);
    }
  }
}
