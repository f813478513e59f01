package org.kamaelia.net;

import java.util.Optional;

/**
 * A setting of a configuration, as an operator is told of it.
 *
 * @param name the name by which it is set
 * @param standard the value of those who do not set it; nothing if it must be set
 * @param meaning what it means, in a sentence or two
 * @param values which values it takes
 * @param effect what a change applies to
 */
public record SettingInfo(
    String name, Optional<String> standard, String meaning, String values, String effect) {

  /** One that has a standard value, be it in words. */
  public static SettingInfo of(
      String name, String standard, String meaning, String values, String effect) {
    return new SettingInfo(name, Optional.of(standard), meaning, values, effect);
  }

  /** As a setting of listeners tells of itself. */
  public static <T> SettingInfo of(Setting<T> setting) {
    return new SettingInfo(
        setting.name(),
        setting.standard().map(setting::write),
        setting.meaning(),
        setting.values(),
        setting.effect().toString());
  }
}
