package org.kamaelia.net.transport;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Socket options with their values, in the order in which they are set. Immutable.
 *
 * @param values each option's value, of the option's own type
 */
public record Options(Map<SocketOption<?>, Object> values) {
  /** No options: the system's defaults, and what the transport thinks right. */
  public static final Options NONE = new Options(Map.of());

  /**
   * Checks the values' types.
   *
   * @throws ClassCastException if a value is not of its option's type
   */
  public Options {
    values.forEach(
        (option, value) -> {
          if (!option.type().isInstance(value)) {
            throw new ClassCastException(
                "%s is a %s, not %s".formatted(option, option.type().getSimpleName(), value));
          }
        });
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** These, and one more. */
  public <T> Options with(SocketOption<T> option, T value) {
    var more = new LinkedHashMap<>(values);
    more.put(option, value);
    return new Options(more);
  }

  /** These, and then those. */
  public Options and(Options those) {
    var more = new LinkedHashMap<>(values);
    more.putAll(those.values);
    return new Options(more);
  }

  /** Sets an option, for {@link #apply}. */
  @FunctionalInterface
  public interface Setter {
    /**
     * Sets it.
     *
     * @throws IOException if the system refuses the value
     * @throws IllegalArgumentException if there is no such value
     */
    <T> void set(SocketOption<T> option, T value) throws IOException;
  }

  /**
   * Sets them all, one after the other.
   *
   * @throws IOException if a value is refused: names the option, the value, and why
   */
  public void apply(Setter setter) throws IOException {
    for (Map.Entry<SocketOption<?>, Object> entry : values.entrySet()) {
      try {
        set(setter, entry.getKey(), entry.getValue());
      } catch (SocketException | IllegalArgumentException e) {
        throw new SocketException(
            "%s cannot be %s: %s".formatted(entry.getKey(), entry.getValue(), e.getMessage()), e);
      }
    }
  }

  private static <T> void set(Setter setter, SocketOption<T> option, Object value)
      throws IOException {
    setter.set(option, option.type().cast(value));
  }
}
