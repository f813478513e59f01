package org.kamaelia.console.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Address;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.Server;

/** Makes, mends and takes away listeners, in the running server and in what is kept of it. */
final class Binding {
  private final Server server;
  private final Kept kept;

  Binding(Server server, Kept kept) {
    this.server = server;
    this.kept = kept;
  }

  /**
   * Makes a listener, or changes the one of that name, whose other settings stay as they are.
   *
   * @param name its name, empty for one after the protocol
   * @param address {@code host:port}, or a port on loopback
   * @param settings each {@code setting=value}
   */
  Bound bind(String name, String protocol, String address, List<String> settings) throws Refusal {
    List<String> protocols = server.protocols().stream().map(ProtocolInfo::name).toList();
    if (!protocols.contains(protocol)) {
      throw new Refusal(Near.answer("protocol", protocol, protocols));
    }
    ListenerInfo listener;
    String file;
    try {
      ListenerSpec spec = with(spec(name, protocol, address), settings);
      listener = server.bind(spec);
      file = kept.keep(spec);
    } catch (IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
    return new Bound(unlessFailed(listener), file);
  }

  /** Takes a listener away. */
  Unbound unbind(String listener) throws Refusal {
    named(server, listener);
    server.unbind(listener);
    return new Unbound(listener, kept.forget(listener));
  }

  /** Tries a failed listener's port again. */
  ListenerInfo retry(String listener) throws Refusal {
    named(server, listener);
    return unlessFailed(server.retry(listener));
  }

  /** Closes a listener's port. */
  ListenerInfo suspend(String listener) throws Refusal {
    named(server, listener);
    return server.suspend(listener);
  }

  /** Opens it again. */
  ListenerInfo resume(String listener) throws Refusal {
    ListenerInfo found = named(server, listener);
    if (found.state() != ListenerInfo.State.SUSPENDED) {
      throw new Refusal(Sentences.listener(found) + "; it is not suspended");
    }
    return unlessFailed(server.resume(listener));
  }

  /** Has something go wrong with a listener's connections, in the running server alone. */
  Faults faults(String listener, String wanted) throws Refusal {
    ListenerSpec spec = named(server, listener).spec();
    ListenerSpec asked;
    try {
      asked = spec.with(ListenerSettings.FAULTS.name(), wanted);
      if (asked.equals(spec)) {
        // The same once more begins anew, with the first connection.
        server.bind(spec.with(ListenerSettings.FAULTS.name(), ""));
      }
      return Faults.of(server.bind(asked));
    } catch (IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  private ListenerSpec spec(String name, String protocol, String address) {
    ListenerSpec asked =
        ListenerSpec.of(
            name.isEmpty() ? protocol : name,
            protocol,
            address.matches("[0-9]+") ? "127.0.0.1:" + address : address);
    ListenerInfo found = find(server, asked.name());
    if (found == null) {
      return asked;
    }
    ListenerSpec is = found.spec();
    boolean other = !is.protocol().equals(protocol) || !is.address().equals(asked.address());
    if (name.isEmpty() && other) {
      return spec(protocol + "-" + place(asked.address()), protocol, address);
    }
    return is.with(ListenerSettings.PROTOCOL, protocol)
        .with(ListenerSettings.ADDRESS, asked.address());
  }

  private static ListenerSpec with(ListenerSpec spec, List<String> settings) {
    Map<String, Object> properties = new HashMap<>(spec.properties());
    for (String setting : settings) {
      String[] sides = setting.split("=", 2);
      if (sides.length < 2) {
        throw new IllegalArgumentException(
            "what follows the address must be SETTING=VALUE, not " + setting);
      }
      properties.put(sides[0].strip(), sides[1].strip());
    }
    return ListenerSpec.of(spec.name(), properties);
  }

  /** What tells listeners of one protocol apart, in short. */
  private static String place(Address address) {
    return switch (address) {
      case Address.Tcp tcp -> String.valueOf(tcp.port());
      case Address.Udp udp -> "udp-" + udp.port();
      case Address.Unix unix -> unix.path().substring(unix.path().lastIndexOf('/') + 1);
    };
  }

  /**
   * The listener of a name.
   *
   * @throws Refusal naming those that there are, if it is none of them
   */
  static ListenerInfo named(Server server, String listener) throws Refusal {
    ListenerInfo found = find(server, listener);
    if (found == null) {
      List<String> names = server.listeners().stream().map(it -> it.spec().name()).toList();
      throw new Refusal(Near.answer("listener", listener, names));
    }
    return found;
  }

  private static @Nullable ListenerInfo find(Server server, String listener) {
    return server.listeners().stream()
        .filter(it -> it.spec().name().equals(listener))
        .findFirst()
        .orElse(null);
  }

  private static ListenerInfo unlessFailed(ListenerInfo listener) throws Refusal {
    if (listener.state() == ListenerInfo.State.FAILED) {
      String name = listener.spec().name();
      throw new Refusal(
          "listener %s at %s failed: %s; `retry %s` tries again, `unbind %s` gives it up"
              .formatted(name, listener.address(), Text.clean(listener.reason()), name, name));
    }
    return listener;
  }
}
