package org.kamaelia.lab;

/** A plan or a command cannot be followed; its message is all that the user needs to see. */
final class PlanProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  PlanProblem(String message) {
    super(message);
  }
}
