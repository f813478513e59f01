package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The servers that are compared, each with one thread that does all the work. */
enum NetPeer {
  C_EPOLL("C, epoll", null, Task.ECHO, Task.SINK) {
    @Override
    List<String> command(Task task, Identity identity) throws IOException {
      return List.of(Programs.built("net-c", "c/echo.c", "gcc", "-O2"), word(task));
    }
  },
  KAMAELIA_IO_URING("Kamaelia, io_uring", (task, id) -> KamaeliaServer.start("io_uring", task, id)),
  KAMAELIA_EPOLL("Kamaelia, epoll", (task, id) -> KamaeliaServer.start("epoll", task, id)),
  NETTY_IO_URING(
      "Netty, io_uring", NettyServer::ioUring, Task.ECHO, Task.SINK, Task.HTTP, Task.WEBSOCKET),
  NETTY_EPOLL("Netty, epoll", NettyServer::epoll),
  NETTY_OPENSSL("Netty, epoll, OpenSSL", NettyServer::openSsl, Task.TLS),
  RAW_NIO("raw NIO", (task, id) -> RawNioServer.start(task), Task.ECHO, Task.SINK),
  KAMAELIA_NIO(
      "Kamaelia, nio",
      (task, id) -> KamaeliaServer.start("nio", task, id),
      Task.ECHO,
      Task.SINK,
      Task.HTTP,
      Task.WEBSOCKET),
  NETTY_NIO("Netty, NIO", NettyServer::nio, Task.ECHO, Task.SINK),
  VERTX("Vert.x, epoll", (task, id) -> VertxServer.start(task), Task.ECHO, Task.SINK),
  THREADS("virtual threads", ThreadsServer::start, Task.ECHO, Task.SINK, Task.TLS),
  JETTY("Jetty", (task, id) -> JettyServer.start(id), Task.HTTP),
  NGINX("nginx", null, Task.HTTP) {
    @Override
    List<String> command(Task task, Identity identity) throws IOException {
      return HttpServers.nginx(identity.folder());
    }
  },
  GO("Go", null, Task.ECHO, Task.SINK, Task.TLS) {
    @Override
    List<String> command(Task task, Identity identity) throws IOException {
      return List.of(
          Programs.built("net-go", "go/net/main.go", "go", "build"),
          word(task),
          identity.certificate().toString(),
          identity.key().toString());
    }
  };

  /** Of all JVMs. A thread that ends would take the time it has used with it. */
  static final List<String> OPTIONS =
      List.of(
          "-Xmx1g",
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:-UseDynamicNumberOfCompilerThreads");

  /** As in the tables. */
  final String title;

  private final @Nullable Starter starter;
  private final Set<Task> tasks;

  NetPeer(String title, @Nullable Starter starter, Task... tasks) {
    this.title = title;
    this.starter = starter;
    this.tasks = EnumSet.copyOf(Arrays.asList(tasks.length == 0 ? Task.values() : tasks));
  }

  /** Starts a server in this JVM, on one thread. */
  interface Starter {
    /** Returns its port at 127.0.0.1, which the system picked. */
    int start(Task task, Identity identity) throws Exception;
  }

  boolean does(Task task) {
    return tasks.contains(task);
  }

  boolean isJvm() {
    return starter != null;
  }

  /** Starts it in this JVM, and returns its port. */
  int start(Task task, Identity identity) throws Exception {
    if (starter == null) {
      throw new IllegalArgumentException(title + " does not run in a JVM");
    }
    return starter.start(task, identity);
  }

  /**
   * The command that starts it in a process of its own, and prints its port.
   *
   * @throws IOException saying what is missing
   */
  List<String> command(Task task, Identity identity) throws IOException {
    return Programs.java(OPTIONS, NetRun.class, name(), task.name(), identity.folder().toString());
  }

  private static String word(Task task) {
    return task.name().toLowerCase(Locale.ROOT);
  }
}
