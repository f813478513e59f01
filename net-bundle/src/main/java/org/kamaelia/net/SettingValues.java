package org.kamaelia.net;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a configuration sets, of the settings that there are. Immutable; any thread. */
public final class SettingValues {
  private final Map<Setting<?>, Object> values;

  private SettingValues(Map<Setting<?>, Object> values) {
    this.values = values;
  }

  /**
   * Reads a configuration. Names with a dot, which the configuration's carriers add, are passed
   * over; a value without text counts as not set.
   *
   * @param known all that can be set
   * @throws SettingException naming the first setting that is unknown, missing or wrong
   */
  public static SettingValues of(Map<String, ?> properties, List<Setting<?>> known) {
    for (String name : properties.keySet()) {
      if (!name.contains(".") && known.stream().noneMatch(it -> it.name().equals(name))) {
        String names = known.stream().map(Setting::name).collect(Collectors.joining(", "));
        throw new SettingException(
            name, "there is no setting %s; there are %s".formatted(name, names));
      }
    }
    Map<Setting<?>, Object> values = new HashMap<>();
    for (Setting<?> setting : known) {
      String text = Objects.toString(properties.get(setting.name()), "").strip();
      if (!text.isEmpty()) {
        values.put(setting, setting.read(text));
      } else if (setting.standard().isEmpty()) {
        throw new SettingException(
            setting.name(), "%s is not set: it must be %s".formatted(setting, setting.values()));
      }
    }
    return new SettingValues(values);
  }

  /** The value of one of the settings that were known. */
  @SuppressWarnings("unchecked") // what the setting has read
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    return value == null ? setting.standard().orElseThrow() : (T) value;
  }
}
