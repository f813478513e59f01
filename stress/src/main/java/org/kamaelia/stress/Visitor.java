package org.kamaelia.stress;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Visits a server in one way after the other, at random, from an address of its own. */
final class Visitor {
  /** Of the listener {@code limited}, whose setting this is. */
  static final int MOST_PER_ADDRESS = 2;

  private static final int PATIENCE_MILLIS = 60_000;
  private static final int LARGEST = 20_000;

  private final Map<String, InetSocketAddress> listeners;
  private final InetAddress from;
  private final SplittableRandom random;

  /**
   * @param listeners the server's, by name: {@code plain}, {@code tls}, {@code udp}, {@code
   *     limited}
   */
  Visitor(Map<String, InetSocketAddress> listeners, InetAddress from, SplittableRandom random) {
    this.listeners = listeners;
    this.from = from;
    this.random = random;
  }

  /**
   * One visit.
   *
   * @return how many connections, or peers, it was
   * @throws IOException if the server does not do what it should
   */
  int visit() throws IOException {
    switch (random.nextInt(9)) {
      case 0 -> echo(connect("plain"));
      case 1 -> halfClose();
      case 2 -> reset();
      case 3 -> leave();
      case 4 -> echo(Tls.client(connect("tls"), "TLSv1.3"));
      case 5 -> echo(Tls.client(connect("tls"), "TLSv1.2"));
      case 6 -> garbage();
      case 7 -> datagrams();
      default -> {
        return tooMany();
      }
    }
    return 1;
  }

  private void echo(Socket socket) throws IOException {
    try (socket) {
      for (int i = random.nextInt(1, 5); i > 0; i--) {
        byte[] bytes = bytes(LARGEST);
        socket.getOutputStream().write(bytes);
        require(bytes, socket.getInputStream().readNBytes(bytes.length));
      }
    }
  }

  private void halfClose() throws IOException {
    try (Socket socket = connect("plain")) {
      byte[] bytes = bytes(LARGEST);
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      require(bytes, socket.getInputStream().readAllBytes());
    }
  }

  private void reset() throws IOException {
    try (Socket socket = connect("plain")) {
      socket.getOutputStream().write(bytes(LARGEST));
      socket.setSoLinger(true, 0);
    }
  }

  /** Says something, or nothing, and does not wait for an answer. */
  private void leave() throws IOException {
    try (Socket socket = connect(random.nextBoolean() ? "plain" : "tls")) {
      if (random.nextBoolean()) {
        socket.getOutputStream().write(bytes(LARGEST));
      }
    } catch (SocketException e) {
      // Where TLS is expected it may be cut before it has said all.
    }
  }

  private void garbage() throws IOException {
    try (Socket socket = connect("tls")) {
      socket.getOutputStream().write(bytes(LARGEST));
      InputStream in = socket.getInputStream();
      byte[] some = new byte[4096];
      while (in.read(some) >= 0) {
        // An alert, maybe.
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (SocketException e) {
      // Cut, as it should be.
    }
  }

  private void datagrams() throws IOException {
    try (var socket = new DatagramSocket(0, from)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      byte[] bytes = bytes(1400);
      socket.send(new DatagramPacket(bytes, bytes.length, listeners.get("udp")));
      var answer = new DatagramPacket(new byte[2000], 2000);
      socket.receive(answer);
      require(bytes, Arrays.copyOf(answer.getData(), answer.getLength()));
    }
  }

  /** More connections than an address may have: those beyond are closed. */
  private int tooMany() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    int served = 0;
    try {
      for (int i = 0; i < 2 * MOST_PER_ADDRESS; i++) {
        sockets.add(connect("limited"));
      }
      for (Socket socket : sockets) {
        served += isServed(socket) ? 1 : 0;
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    if (served > MOST_PER_ADDRESS) {
      throw new IOException(served + " were served");
    }
    return sockets.size();
  }

  private static boolean isServed(Socket socket) throws IOException {
    try {
      socket.getOutputStream().write('x');
      return socket.getInputStream().read() == 'x';
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (SocketException e) {
      return false;
    }
  }

  private Socket connect(String listener) throws IOException {
    var socket = new Socket();
    try {
      socket.bind(new InetSocketAddress(from, 0));
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(listeners.get(listener), PATIENCE_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private byte[] bytes(int most) {
    byte[] bytes = new byte[random.nextInt(1, most)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void require(byte[] said, byte[] heard) throws IOException {
    if (!Arrays.equals(said, heard)) {
      throw new IOException(
          "said %d bytes and heard %d, or others".formatted(said.length, heard.length));
    }
  }
}
