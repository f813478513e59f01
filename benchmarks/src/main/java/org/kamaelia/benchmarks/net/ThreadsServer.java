package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;

/** Blocking sockets, each with a virtual thread of its own. */
final class ThreadsServer {
  private ThreadsServer() {}

  static int start(Task task, Identity identity) throws IOException, GeneralSecurityException {
    InetAddress address = InetAddress.getByName("127.0.0.1");
    ServerSocket listener =
        task == Task.TLS
            ? identity
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, NetRun.BACKLOG, address)
            : new ServerSocket(0, NetRun.BACKLOG, address);
    Thread.ofVirtual().start(() -> accept(listener, task == Task.SINK));
    return listener.getLocalPort();
  }

  private static void accept(ServerSocket listener, boolean sink) {
    while (true) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket, sink));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static void serve(Socket socket, boolean sink) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      in.transferTo(sink ? OutputStream.nullOutputStream() : socket.getOutputStream());
    } catch (IOException e) {
      // The peer is gone.
    }
  }
}
