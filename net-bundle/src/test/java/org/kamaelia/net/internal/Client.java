package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A peer: a plain blocking socket, with a limit on each wait. */
final class Client implements AutoCloseable {
  final Socket socket = new Socket();

  Client(String address) throws IOException {
    this(address, 0);
  }

  /**
   * @param receiveBuffer the system's buffer for what we have not read, 0 for its own choice
   */
  Client(String address, int receiveBuffer) throws IOException {
    int colon = address.lastIndexOf(':');
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(30_000);
    socket.setTcpNoDelay(true);
    socket.connect(
        new InetSocketAddress(
            address.substring(0, colon).replaceAll("[\\[\\]]", ""),
            Integer.parseInt(address.substring(colon + 1))),
        30_000);
  }

  Client send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Client end() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Reads so many bytes. */
  String read(int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), StandardCharsets.UTF_8);
  }

  /** Reads to the server's end. */
  String readAll() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Closes in such a way that the server sees a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
