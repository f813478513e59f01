package org.kamaelia.testbed.sim;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.LinuxOptions;

/** The options of a socket. Under the simulation's lock once it is used. */
final class SocketSettings {
  static final Set<SocketOption<?>> SUPPORTED =
      Set.of(
          StandardSocketOptions.TCP_NODELAY,
          StandardSocketOptions.SO_KEEPALIVE,
          StandardSocketOptions.SO_SNDBUF,
          StandardSocketOptions.SO_RCVBUF,
          StandardSocketOptions.SO_REUSEADDR,
          StandardSocketOptions.IP_MULTICAST_IF,
          StandardSocketOptions.IP_MULTICAST_LOOP,
          StandardSocketOptions.IP_MULTICAST_TTL,
          StandardSocketOptions.IP_TOS,
          LinuxOptions.IP_RECVTOS,
          LinuxOptions.TCP_CONGESTION,
          LinuxOptions.TCP_NOTSENT_LOWAT);

  private final Map<SocketOption<?>, Object> values;

  SocketSettings() {
    values = new HashMap<>();
  }

  /** A copy: what is accepted begins with the port's options. */
  SocketSettings(SocketSettings others) {
    values = new HashMap<>(others.values);
  }

  <T> void set(SocketOption<T> option, T value) throws SocketException {
    if (!SUPPORTED.contains(option)) {
      throw new UnsupportedOperationException("'" + option + "' not supported");
    }
    boolean wrong =
        switch (value) {
          case Integer number ->
              number < 0 || (option == StandardSocketOptions.IP_TOS && number > 255);
          case NetworkInterface _, Boolean _ -> false;
          default -> option == LinuxOptions.TCP_CONGESTION && !Controls.isKnown((String) value);
        };
    if (wrong) {
      throw new SocketException("%s = %s: Invalid argument".formatted(option, value));
    }
    values.put(option, value);
  }

  <T> T get(SocketOption<T> option, T otherwise) {
    Object value = values.get(option);
    return value == null ? otherwise : option.type().cast(value);
  }

  <T> @Nullable T find(SocketOption<T> option) {
    Object value = values.get(option);
    return value == null ? null : option.type().cast(value);
  }

  /** A host's settings, as these options have them. */
  TcpSettings tcp(TcpSettings settings) {
    TcpSettings sized =
        settings.withBuffers(
            get(StandardSocketOptions.SO_SNDBUF, settings.sendBuffer()),
            get(StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer()));
    String control = find(LinuxOptions.TCP_CONGESTION);
    return control == null ? sized : sized.withCongestionControl(Controls.of(control));
  }
}
