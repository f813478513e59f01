package org.kamaelia.record;

import org.kamaelia.net.Server;
import org.kamaelia.net.Tap;

/** What is recorded. */
public sealed interface Watched {

  /** One connection, from now on. */
  record OneConnection(long number) implements Watched {
    @Override
    public Server.Registration tap(Server server, Tap tap) {
      return server.tap(number, tap);
    }

    @Override
    public String toString() {
      return "connection " + number;
    }
  }

  /** All connections of a listener. */
  record AllOf(String listener) implements Watched {
    @Override
    public Server.Registration tap(Server server, Tap tap) {
      return server.tap(listener, tap);
    }

    @Override
    public String toString() {
      return "listener " + listener;
    }
  }

  /**
   * A word for one of both: a connection's number, or a listener's name.
   *
   * @param word such as {@code 17} or {@code echo}
   */
  static Watched of(String word) {
    return word.matches("[0-9]{1,18}") ? new OneConnection(Long.parseLong(word)) : new AllOf(word);
  }

  /**
   * Has a server's tap watch it.
   *
   * @throws IllegalArgumentException if it is not there
   */
  Server.Registration tap(Server server, Tap tap);
}
