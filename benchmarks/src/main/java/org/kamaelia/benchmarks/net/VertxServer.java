package org.kamaelia.benchmarks.net;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/** Vert.x with one event loop, on the native transport that it takes by itself. */
final class VertxServer {
  private VertxServer() {}

  static int start(Task task) {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    if (!vertx.isNativeTransportEnabled()) {
      throw new IllegalStateException(
          "no native transport", vertx.unavailableNativeTransportCause());
    }
    NetServerOptions options =
        new NetServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setTcpNoDelay(true)
            .setAcceptBacklog(NetRun.BACKLOG);
    return vertx
        .createNetServer(options)
        .connectHandler(task == Task.SINK ? VertxServer::sink : VertxServer::echo)
        .listen()
        .await()
        .actualPort();
  }

  private static void echo(NetSocket socket) {
    var _ = socket.pipeTo(socket);
  }

  private static void sink(NetSocket socket) {
    socket.handler(bytes -> {});
  }
}
