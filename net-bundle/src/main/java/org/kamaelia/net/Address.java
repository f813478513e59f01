package org.kamaelia.net;

/** Where a listener listens, as an operator writes it. Immutable. */
public sealed interface Address {

  /**
   * TCP.
   *
   * @param host an address as a literal, without brackets, or a name
   * @param port 0 to 65535; 0 is one that the system picks
   */
  record Tcp(String host, int port) implements Address {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the first that cannot be
     */
    public Tcp {
      require(!host.isBlank(), "has no host");
      require(port >= 0 && port <= 65535, port + " is not a port, which is 0 to 65535");
    }

    /** {@code host:port}, an IPv6 literal in brackets. */
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /**
   * UDP.
   *
   * @param host an address as a literal, without brackets, or a name
   * @param port 0 to 65535; 0 is one that the system picks
   */
  record Udp(String host, int port) implements Address {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the first that cannot be
     */
    public Udp {
      new Tcp(host, port);
    }

    /** {@code udp:host:port}, an IPv6 literal in brackets. */
    @Override
    public String toString() {
      return "udp:" + new Tcp(host, port);
    }
  }

  /**
   * A Unix-domain socket.
   *
   * @param path the path of its file
   */
  record Unix(String path) implements Address {
    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException if the path is empty
     */
    public Unix {
      require(!path.isBlank(), "has no path");
    }

    /** {@code unix:} and the path. */
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /**
   * Reads {@code host:port}, {@code [v6]:port}, either behind {@code udp:}, or {@code unix:/path};
   * the brackets may be left out.
   *
   * @throws IllegalArgumentException saying what is wrong, without the text itself
   */
  static Address of(String text) {
    if (text.startsWith("unix:")) {
      return new Unix(text.substring("unix:".length()));
    }
    if (text.startsWith("udp:")) {
      Tcp inet = inet(text.substring("udp:".length()));
      return new Udp(inet.host, inet.port);
    }
    return inet(text);
  }

  private static Tcp inet(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(0, colon));
    String port = text.substring(colon + 1);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    // Brackets are for colons: a name in them would not be read as it is written.
    String form =
        bracketed || bare.contains(":")
            ? "[0-9a-fA-F.]*:[0-9a-fA-F:.]*(%[^\\[\\]]+)?"
            : "[^\\[\\]]*";
    require(
        colon >= 0 && bare.matches(form),
        "is not host:port, [v6]:port, udp:host:port or unix:/path");
    require(port.matches("[0-9]{1,9}"), port + " is not a number");
    return new Tcp(bare, Integer.parseInt(port));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
