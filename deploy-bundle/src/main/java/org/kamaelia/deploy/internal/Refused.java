package org.kamaelia.deploy.internal;

import org.kamaelia.deploy.Step;

/** A step did not let a jar pass. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  private final Step step;
  private final String why;

  Refused(Step step, String why) {
    // the deployer's own stack is of no interest
    super(why, null, false, false);
    this.step = step;
    this.why = line(why);
  }

  /** On one line. */
  String why() {
    return why;
  }

  /** The same, with the step's name. */
  String reason() {
    return step + ": " + why;
  }

  Step step() {
    return step;
  }

  /** The text on one line, cut where it is too long: it may come out of a hostile jar. */
  static String line(String text) {
    String cut = text.length() <= 500 ? text : text.substring(0, 500) + "...";
    return cut.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ").strip();
  }
}
