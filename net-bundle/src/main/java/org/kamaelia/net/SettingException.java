package org.kamaelia.net;

/** A setting that is unknown, missing, or has a value that cannot be; the message says all. */
public final class SettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String setting;

  /**
   * @param setting the setting's name
   * @param message what is wrong, with the setting and its value
   */
  public SettingException(String setting, String message) {
    super(message);
    this.setting = setting;
  }

  /** The setting's name. */
  public String setting() {
    return setting;
  }
}
