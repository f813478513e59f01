package org.kamaelia.net;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks of a listener: a name, and a value for each of the {@link
 * ListenerSettings}. Immutable; two are equal if all their values are. As configuration it is the
 * factory PID {@value #PID}, with the listener's name behind a {@code ~}.
 */
public final class ListenerSpec {

  /** The factory PID of listeners' configurations. */
  public static final String PID = "org.kamaelia.net.listener";

  private final String name;

  /** Those that differ from the standard values. */
  private final Map<Setting<?>, Object> values;

  private ListenerSpec(String name, Map<Setting<?>, Object> values) {
    this.name = name;
    this.values = values;
  }

  /**
   * A listener with the standard values.
   *
   * @param name its name, unique in the server
   * @param protocol the protocol that its connections speak
   * @param address where it listens, as {@link Address#of} reads it
   * @throws IllegalArgumentException saying which of them cannot be
   */
  public static ListenerSpec of(String name, String protocol, String address) {
    return of(name, Map.of("protocol", protocol, "address", address));
  }

  /**
   * Reads a configuration. Names with a dot, which the configuration's carriers add, are passed
   * over; a value without text counts as not set, and of several values a list is made.
   *
   * @param name the listener's name, unique in the server
   * @param settings the settings by name, as texts or numbers
   * @throws SettingException naming the first setting that is unknown, missing or wrong
   */
  public static ListenerSpec of(String name, Map<String, ?> settings) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a listener needs a name");
    }
    settings.keySet().stream().filter(key -> !key.contains(".")).forEach(ListenerSpec::setting);
    var spec = new ListenerSpec(name, Map.of());
    for (Setting<?> setting : ListenerSettings.all()) {
      spec = spec.withText(setting, text(settings.get(setting.name())));
    }
    return spec;
  }

  /** The listener's name. */
  public String name() {
    return name;
  }

  /** The protocol that its connections speak. */
  public String protocol() {
    return get(ListenerSettings.PROTOCOL);
  }

  /** Where it listens. */
  public Address address() {
    return get(ListenerSettings.ADDRESS);
  }

  /** The value of a setting. */
  @SuppressWarnings("unchecked") // only with() puts values in, of the setting's type
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    return value == null ? setting.standard().orElseThrow() : (T) value;
  }

  /**
   * This with another value of a setting.
   *
   * @throws SettingException if the value is out of the setting's range
   */
  public <T> ListenerSpec with(Setting<T> setting, T value) {
    setting.checked(value);
    var changed = new HashMap<>(values);
    if (setting.standard().filter(value::equals).isPresent()) {
      changed.remove(setting);
    } else {
      changed.put(setting, value);
    }
    return new ListenerSpec(name, changed);
  }

  /**
   * This with another value of a setting, as an operator writes it; an empty one stands for the
   * standard value.
   *
   * @throws SettingException if there is no such setting, or no such value of it
   */
  public ListenerSpec with(String setting, String value) {
    return withText(setting(setting), value.strip());
  }

  /**
   * The settings that differ from the standard values, by name, in the order of {@link
   * ListenerSettings#all}: a configuration from which {@link #of(String, Map)} makes an equal one.
   */
  public Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Setting<?> setting : ListenerSettings.all()) {
      if (values.containsKey(setting)) {
        properties.put(setting.name(), written(setting));
      }
    }
    return properties;
  }

  /** Whether a setting of an effect differs between this and another. */
  public boolean differs(ListenerSpec other, Setting.Effect effect) {
    return ListenerSettings.all().stream()
        .anyMatch(
            setting -> setting.effect() == effect && !get(setting).equals(other.get(setting)));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ListenerSpec spec
        && name.equals(spec.name)
        && values.equals(spec.values);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + values.hashCode();
  }

  /** The name and the properties. */
  @Override
  public String toString() {
    return name + " " + properties();
  }

  private <T> ListenerSpec withText(Setting<T> setting, String text) {
    if (!text.isEmpty()) {
      return with(setting, setting.read(text));
    }
    return with(
        setting,
        setting
            .standard()
            .orElseThrow(
                () -> new SettingException(setting.name(), "a listener needs " + setting)));
  }

  private <T> String written(Setting<T> setting) {
    return setting.write(get(setting));
  }

  private static Setting<?> setting(String name) {
    return ListenerSettings.all().stream()
        .filter(setting -> setting.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingException(
                    name,
                    "a listener has no setting %s; it has %s"
                        .formatted(name, ListenerSettings.all())));
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Object[] several -> text(List.of(several));
      case Collection<?> several ->
          several.stream().map(String::valueOf).collect(Collectors.joining(", "));
      default -> value.toString().strip();
    };
  }
}
