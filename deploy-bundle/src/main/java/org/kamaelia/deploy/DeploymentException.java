package org.kamaelia.deploy;

/** A step refused a jar; what was deployed runs on. */
public final class DeploymentException extends Exception {
  private static final long serialVersionUID = 1;

  private final String file;
  private final Step step;

  /**
   * With a message that names the file, the step and why.
   *
   * @param file the file's name in the folder
   * @param step which step refused it
   * @param why one line
   */
  public DeploymentException(String file, Step step, String why) {
    super(file + ": " + step + ": " + why);
    this.file = file;
    this.step = step;
  }

  /** The file's name in the folder. */
  public String file() {
    return file;
  }

  /** Which step refused it. */
  public Step step() {
    return step;
  }
}
