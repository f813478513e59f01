package org.kamaelia.net;

import java.util.Objects;

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

  /** What is wrong, with the setting and its value. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "given");
  }

  /** The setting's name. */
  public String setting() {
    return setting;
  }
}
