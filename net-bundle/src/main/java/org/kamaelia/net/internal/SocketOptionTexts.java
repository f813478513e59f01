package org.kamaelia.net.internal;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.transport.Options;

/** Socket options as an operator writes them. */
final class SocketOptionTexts {
  private SocketOptionTexts() {}

  /**
   * A listener's options.
   *
   * @param supported those that its transport has
   * @throws IllegalArgumentException naming the first that it has not, or whose value is none
   */
  static Options read(ListenerSpec spec, Set<SocketOption<?>> supported) {
    Options options = Options.NONE;
    for (Map.Entry<String, String> each : spec.get(ListenerSettings.SOCKET_OPTIONS).entrySet()) {
      options = with(options, find(each.getKey(), supported), each.getValue());
    }
    return options;
  }

  private static SocketOption<?> find(String name, Set<SocketOption<?>> supported) {
    return supported.stream()
        .filter(option -> option.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: there is no option %s here; there are %s"
                        .formatted(
                            ListenerSettings.SOCKET_OPTIONS,
                            name,
                            supported.stream()
                                .map(SocketOption::name)
                                .sorted()
                                .collect(Collectors.joining(", ")))));
  }

  private static <T> Options with(Options options, SocketOption<T> option, String text) {
    return options.with(option, option.type().cast(value(option, text)));
  }

  private static Object value(SocketOption<?> option, String text) {
    Class<?> type = option.type();
    try {
      if (type == Integer.class) {
        return Integer.decode(text);
      }
      if (type == Long.class) {
        return Long.decode(text);
      }
      if (type == String.class) {
        return text;
      }
      if (type == Boolean.class) {
        return switch (text) {
          case "yes", "true", "1" -> true;
          case "no", "false", "0" -> false;
          default -> throw wrong(option, text, "must be yes or no");
        };
      }
      if (type == NetworkInterface.class) {
        NetworkInterface on = NetworkInterface.getByName(text);
        if (on != null) {
          return on;
        }
        throw wrong(option, text, "is no network interface");
      }
    } catch (NumberFormatException e) {
      throw wrong(option, text, "is not a number");
    } catch (SocketException e) {
      throw wrong(option, text, String.valueOf(e.getMessage()));
    }
    throw wrong(option, text, "cannot be set by text");
  }

  private static IllegalArgumentException wrong(SocketOption<?> option, String text, String what) {
    return new IllegalArgumentException(
        "%s: %s = %s %s".formatted(ListenerSettings.SOCKET_OPTIONS, option.name(), text, what));
  }
}
