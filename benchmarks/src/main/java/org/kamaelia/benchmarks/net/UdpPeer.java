package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Those that send and receive datagrams, each with one thread that does all the work. */
enum UdpPeer {
  KAMAELIA_IO_URING("Kamaelia, io_uring", port -> UdpServers.kamaelia("io_uring", port)),
  KAMAELIA_EPOLL("Kamaelia, epoll", port -> UdpServers.kamaelia("epoll", port)),
  KAMAELIA_NIO("Kamaelia, nio", port -> UdpServers.kamaelia("nio", port)),
  NETTY_EPOLL("Netty, epoll", port -> UdpServers.nettyEpoll(port, false)),
  NETTY_EPOLL_SEGMENTS("Netty, epoll, segments", port -> UdpServers.nettyEpoll(port, true)),
  NETTY_NIO("Netty, NIO", UdpServers::nettyNio),
  RAW_NIO("raw NIO", UdpServers::rawNio),
  C("C, a call each", "sendto", "recvfrom"),
  C_SEGMENTS("C, segments", "gso", "recvmmsg");

  /** As in the tables. */
  final String title;

  private final @Nullable Starter starter;
  private final String sends;
  private final String receives;

  UdpPeer(String title, Starter starter) {
    this.title = title;
    this.starter = starter;
    sends = "";
    receives = "";
  }

  UdpPeer(String title, String sends, String receives) {
    this.title = title;
    starter = null;
    this.sends = sends;
    this.receives = receives;
  }

  /** Starts one in this JVM, on one thread. */
  interface Starter {
    /**
     * Begins.
     *
     * @param port where to send to at 127.0.0.1; 0 to receive
     * @return the port where it receives, or 0
     */
    int start(int port) throws Exception;
  }

  int start(int port) throws Exception {
    if (starter == null) {
      throw new IllegalArgumentException(title + " does not run in a JVM");
    }
    return starter.start(port);
  }

  /** The command that starts it in a process of its own. */
  List<String> command(int port) throws IOException {
    if (starter == null) {
      return port == 0 ? program(receives) : program(sends, Integer.toString(port));
    }
    return Programs.java(NetPeer.OPTIONS, UdpRun.class, name(), Integer.toString(port));
  }

  /** The C program, which is built if need be. */
  static List<String> program(String... arguments) throws IOException {
    String program = Programs.built("udp-c", "c/udp.c", "gcc", "-O2", "-pthread");
    return Stream.concat(Stream.of(program), Stream.of(arguments)).toList();
  }
}
