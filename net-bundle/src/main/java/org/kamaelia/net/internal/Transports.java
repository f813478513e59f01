package org.kamaelia.net.internal;

import java.util.List;
import java.util.StringJoiner;
import org.kamaelia.net.internal.linux.Linux;
import org.kamaelia.net.transport.Transport;

/** The transports that come with the server. */
public final class Transports {
  /** Framework or system property: the name of the server's transport. */
  static final String PROPERTY = "org.kamaelia.net.transport";

  /** The name of the best one that works here. */
  static final String BEST = "best";

  private Transports() {}

  /**
   * A transport.
   *
   * @param remark for the log, why it is not a better one; empty if there is none, or it was asked
   *     for by name
   */
  record Choice(Transport transport, String remark) {}

  /** See {@link Transport#named}. */
  public static Transport named(String name) {
    return choose(name).transport();
  }

  static Choice choose(String name) {
    return switch (name) {
      case "nio" -> new Choice(new NioTransport(), "");
      case "epoll" -> new Choice(Linux.epoll(), "");
      case "io_uring" -> new Choice(Linux.uring(), "");
      case BEST -> best();
      default ->
          throw new IllegalArgumentException(
              "there is no transport %s; there are io_uring, epoll, nio and best".formatted(name));
    };
  }

  private static Choice best() {
    StringJoiner reasons = new StringJoiner("; ");
    for (String name : List.of("io_uring", "epoll")) {
      try {
        return new Choice(choose(name).transport(), reasons.toString());
      } catch (UnsupportedOperationException e) {
        reasons.add("no %s: %s".formatted(name, e.getMessage()));
      }
    }
    return new Choice(new NioTransport(), reasons.toString());
  }
}
