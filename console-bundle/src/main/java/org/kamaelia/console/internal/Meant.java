package org.kamaelia.console.internal;

import java.util.List;
import org.kamaelia.net.Connection;
import org.kamaelia.net.Network;
import org.kamaelia.net.Server;

/** Which connections an operator means. */
sealed interface Meant {

  /** Whether it is one of them. */
  boolean is(Connection connection);

  /** So many of them, in words; 0 for none. */
  String text(int number);

  /** The one of a number. */
  record Numbered(String number) implements Meant {
    @Override
    public boolean is(Connection connection) {
      return String.valueOf(connection.id()).equals(number);
    }

    @Override
    public String text(int number) {
      return (number == 0 ? "no connection " : "connection ") + this.number;
    }
  }

  /** All of a listener. */
  record Through(String listener) implements Meant {
    @Override
    public boolean is(Connection connection) {
      return connection.listener().equals(listener);
    }

    @Override
    public String text(int number) {
      return count(number) + " of listener " + Text.clean(listener);
    }
  }

  /** All whose peers are in a network. */
  record From(Network network) implements Meant {
    @Override
    public boolean is(Connection connection) {
      return network.contains(connection.peer());
    }

    @Override
    public String text(int number) {
      return count(number) + " from " + network;
    }
  }

  /**
   * A word for some: a connection's number, a listener's name, or a network.
   *
   * @throws Refusal if it is none of them
   */
  static Meant of(Server server, String word) throws Refusal {
    if (word.matches("[0-9]+")) {
      return new Numbered(word);
    }
    List<String> listeners = server.listeners().stream().map(it -> it.spec().name()).toList();
    if (listeners.contains(word)) {
      return new Through(word);
    }
    if (!word.matches("unix|.*[.:/].*")) {
      throw new Refusal(Near.answer("listener", word, listeners));
    }
    try {
      return new From(Network.of(word));
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          "%s is no listener, and no network such as 10.0.0.0/8 or 2001:db8::/32"
              .formatted(Text.clean(word)));
    }
  }

  private static String count(int number) {
    return switch (number) {
      case 0 -> "no connections";
      case 1 -> "1 connection";
      default -> Text.count(number) + " connections";
    };
  }
}
