package org.kamaelia.net.internal;

import org.kamaelia.net.transport.Transport;

/** The transports that come with the server. */
public final class Transports {
  private Transports() {}

  /** See {@link Transport#named}. */
  public static Transport named(String name) {
    return switch (name) {
      case "nio", "best" -> new NioTransport();
      default ->
          throw new IllegalArgumentException(
              "there is no transport %s; there are nio and best".formatted(name));
    };
  }
}
