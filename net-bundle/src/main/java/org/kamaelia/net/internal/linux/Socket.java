package org.kamaelia.net.internal.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.kamaelia.net.internal.linux.Errno.EAGAIN;
import static org.kamaelia.net.internal.linux.Errno.ECONNABORTED;
import static org.kamaelia.net.internal.linux.Errno.EINPROGRESS;
import static org.kamaelia.net.internal.linux.Errno.EINTR;
import static org.kamaelia.net.internal.linux.Errno.EINVAL;
import static org.kamaelia.net.internal.linux.Errno.ENOPROTOOPT;
import static org.kamaelia.net.internal.linux.Errno.ENOTCONN;
import static org.kamaelia.net.internal.linux.Errno.EPROTONOSUPPORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.LinuxOptions;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.TcpInfo;

/** A stream socket that never waits. Each method takes the calls of the thread that it runs on. */
final class Socket extends Descriptor {
  /** What a read found: nothing yet. */
  static final int NOTHING = -EAGAIN;

  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;
  private static final int IPPROTO_MPTCP = 262;
  private static final int MSG_PEEK = 2;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_MORE = 0x8000;
  private static final int SHUT_WR = 1;
  private static final int SHUT_RDWR = 2;

  private final int family;

  Socket(int number, int family) {
    super(number);
    this.family = family;
  }

  /**
   * Makes a socket of the address's family.
   *
   * @param options for {@link LinuxOptions#MPTCP}, which a socket has from the start or never
   */
  static Socket open(SocketAddress address, Options options, Calls calls) throws IOException {
    int family = Sockaddr.family(address);
    if (family != Sockaddr.AF_UNIX
        && Boolean.TRUE.equals(options.values().get(LinuxOptions.MPTCP))) {
      int result = calls.socket(family, SOCK_STREAM | FLAGS, IPPROTO_MPTCP);
      // Without it, or where it is switched off, TCP does: MPTCP itself falls back to that.
      if (result != -EPROTONOSUPPORT && result != -ENOPROTOOPT && result != -EINVAL) {
        return new Socket(Errno.check(result, calls), family);
      }
    }
    return new Socket(Errno.check(calls.socket(family, SOCK_STREAM | FLAGS, 0), calls), family);
  }

  /** Makes a socket for datagrams, of the address's family. */
  static Socket openDatagrams(SocketAddress address, Calls calls) throws IOException {
    int family = Sockaddr.family(address);
    return new Socket(Errno.check(calls.socket(family, SOCK_DGRAM | FLAGS, 0), calls), family);
  }

  int family() {
    return family;
  }

  void bind(SocketAddress address, Calls calls) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Sockaddr.BYTES, Long.BYTES);
      int length = Sockaddr.write(address, memory);
      int result = calls.bind(number(), memory.address(), length);
      if (result < 0) {
        throw Errno.binding(-result, calls);
      }
    }
  }

  void listen(int backlog, Calls calls) throws IOException {
    int result = calls.listen(number(), backlog);
    if (result < 0) {
      throw Errno.binding(-result, calls);
    }
  }

  /** For a Unix-domain socket, before it is bound: who may connect. */
  void mode(int mode, Calls calls) throws IOException {
    Errno.check(calls.fchmod(number(), mode), calls);
  }

  /**
   * Begins to connect.
   *
   * @return whether it is connected already
   */
  boolean connect(SocketAddress peer, Calls calls) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Sockaddr.BYTES, Long.BYTES);
      int length = Sockaddr.write(peer, memory);
      int result = calls.connect(number(), memory.address(), length);
      // Interrupted, it goes on by itself.
      if (result == -EINPROGRESS || result == -EINTR) {
        return false;
      }
      if (result < 0) {
        throw Errno.connecting(-result, calls);
      }
      return true;
    }
  }

  /**
   * Whether connecting has come to its end.
   *
   * @throws IOException why it failed
   */
  boolean isConnected(Calls calls) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Sockaddr.BYTES + Long.BYTES, Long.BYTES);
      MemorySegment length = memory.asSlice(Sockaddr.BYTES);
      length.set(JAVA_INT, 0, Integer.BYTES);
      Errno.check(
          calls.getsockopt(
              number(),
              SocketOptions.SOL_SOCKET,
              SocketOptions.SO_ERROR,
              memory.address(),
              length.address()),
          calls);
      int error = memory.get(JAVA_INT, 0);
      if (error != 0) {
        throw Errno.connecting(error, calls);
      }
      length.set(JAVA_INT, 0, Sockaddr.BYTES);
      int result = calls.getpeername(number(), memory.address(), length.address());
      if (result == -ENOTCONN) {
        return false;
      }
      Errno.check(result, calls);
      return true;
    }
  }

  /** A connection that waits, and who it is from; null if none waits. */
  @Nullable Accepted accept(Calls calls) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Sockaddr.BYTES + Long.BYTES, Long.BYTES);
      MemorySegment length = memory.asSlice(Sockaddr.BYTES);
      int result;
      do {
        length.set(JAVA_INT, 0, Sockaddr.BYTES);
        result = calls.accept4(number(), memory.address(), length.address(), FLAGS);
        // A peer that has gone again before its turn is no trouble of ours.
      } while (result == -EINTR || result == -ECONNABORTED);
      if (result == -EAGAIN) {
        return null;
      }
      return new Accepted(
          new Socket(Errno.check(result, calls), family),
          Sockaddr.read(memory, length.get(JAVA_INT, 0)));
    }
  }

  /** A connection, and who it is from. */
  record Accepted(Socket socket, SocketAddress peer) {}

  SocketAddress local(Calls calls) throws IOException {
    return name(calls, Calls::getsockname);
  }

  SocketAddress peer(Calls calls) throws IOException {
    return name(calls, Calls::getpeername);
  }

  private interface NameCall {
    int of(Calls calls, int descriptor, long address, long length);
  }

  private SocketAddress name(Calls calls, NameCall call) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Sockaddr.BYTES + Long.BYTES, Long.BYTES);
      MemorySegment length = memory.asSlice(Sockaddr.BYTES);
      length.set(JAVA_INT, 0, Sockaddr.BYTES);
      Errno.check(call.of(calls, number(), memory.address(), length.address()), calls);
      return Sockaddr.read(memory, length.get(JAVA_INT, 0));
    }
  }

  /**
   * Reads what is there.
   *
   * @return how many bytes, 0 after the last one, or {@link #NOTHING}
   */
  int receive(long address, int most, Calls calls) throws IOException {
    return receive(address, most, 0, calls);
  }

  /** As {@link #receive(long, int, Calls)}, into an array. */
  int receive(byte[] to, Calls calls) throws IOException {
    int result;
    do {
      result = calls.recv(number(), to);
    } while (result == -EINTR);
    return received(result, calls);
  }

  /**
   * Whether there is nothing to read.
   *
   * @param address of a byte that may be overwritten
   */
  boolean hasNothing(long address, Calls calls) throws IOException {
    return receive(address, 1, MSG_PEEK, calls) == NOTHING;
  }

  private int receive(long address, int most, int flags, Calls calls) throws IOException {
    int result;
    do {
      result = calls.recv(number(), address, most, flags);
    } while (result == -EINTR);
    return received(result, calls);
  }

  private static int received(int result, Calls calls) throws IOException {
    if (result < 0 && result != NOTHING) {
      throw Errno.other(-result, calls);
    }
    return result;
  }

  /**
   * Writes as much as there is room for.
   *
   * @return how many bytes
   */
  int send(long address, int length, Calls calls) throws IOException {
    return send(address, length, MSG_NOSIGNAL, calls);
  }

  /** As {@link #send(long, int, Calls)}; more follows at once, and may go in the same segment. */
  int sendAhead(long address, int length, Calls calls) throws IOException {
    return send(address, length, MSG_NOSIGNAL | MSG_MORE, calls);
  }

  private int send(long address, int length, int flags, Calls calls) throws IOException {
    int result;
    do {
      result = calls.send(number(), address, length, flags);
    } while (result == -EINTR);
    return sent(result, calls);
  }

  /** As {@link #send(long, int, Calls)}, from an array. */
  int send(byte[] from, int at, int length, Calls calls) throws IOException {
    int result;
    do {
      result = calls.send(number(), from, at, length, MSG_NOSIGNAL);
    } while (result == -EINTR);
    return sent(result, calls);
  }

  private static int sent(int result, Calls calls) throws IOException {
    return result == -EAGAIN ? 0 : Errno.check(result, calls);
  }

  /**
   * Sends part of a file, as much as there is room for.
   *
   * @param offset the address of its place in the file
   * @return how many bytes; 0 if there is no room; -1 if the file has none there
   */
  int sendFile(Descriptor file, long offset, int most, Calls calls) throws IOException {
    int result;
    do {
      result = calls.sendfile(number(), file.number(), offset, most);
    } while (result == -EINTR);
    if (result == -EAGAIN) {
      return 0;
    }
    return Errno.check(result, calls) == 0 ? -1 : result;
  }

  /**
   * Receives datagrams.
   *
   * @return how many of the messages, or {@link #NOTHING}
   */
  int receive(Messages messages, int count, Calls calls) throws IOException {
    int result;
    do {
      result = calls.recvmmsg(number(), messages.address(0), count, 0);
    } while (result == -EINTR);
    return result == NOTHING ? result : Errno.check(result, calls);
  }

  /**
   * Sends datagrams.
   *
   * @return how many of the messages, or what happened to the first
   */
  int send(Messages messages, int first, int count, Calls calls) throws ClosedChannelException {
    int result;
    do {
      result = calls.sendmmsg(number(), messages.address(first), count, MSG_NOSIGNAL);
    } while (result == -EINTR);
    return result;
  }

  void endOutput(Calls calls) throws IOException {
    int result = calls.shutdown(number(), SHUT_WR);
    if (result != -ENOTCONN) { // then the peer is gone, and needs no telling
      Errno.check(result, calls);
    }
  }

  /** Has a port refuse its peers from now on, even while somebody else still holds it open. */
  void deafen(Calls calls) {
    if (!isClosed()) {
      try {
        int _ = calls.shutdown(number(), SHUT_RDWR);
      } catch (ClosedChannelException e) {
        throw new AssertionError("just asked", e);
      }
    }
  }

  /**
   * Sets what it is to have before it listens or connects.
   *
   * @param connects whether it will connect: fast opening is another option then
   */
  void set(Options options, boolean connects, Calls calls) throws IOException {
    options.apply(
        new Options.Setter() {
          @Override
          public <T> void set(SocketOption<T> option, T value) throws IOException {
            if (option == LinuxOptions.TCP_FASTOPEN && connects) {
              SocketOptions.fastOpenConnect(number(), family, (Integer) value, calls);
            } else if (option != LinuxOptions.MPTCP) {
              Socket.this.set(option, value, calls);
            }
          }
        });
  }

  /** Sets the options of the port that accepted it, where the system has not done so. */
  void handOn(Options options, Calls calls) throws IOException {
    if (family == Sockaddr.AF_UNIX && !options.values().isEmpty()) {
      set(options, false, calls);
    }
  }

  <T> void set(SocketOption<T> option, T value, Calls calls) throws IOException {
    SocketOptions.set(number(), family, option, value, calls);
  }

  /** As {@link #set}, of a socket for datagrams, which has multicast as well. */
  <T> void setOfDatagrams(SocketOption<T> option, T value, Calls calls) throws IOException {
    if (!SocketOptions.setMulticast(number(), family, option, value, calls)) {
      set(option, value, calls);
    }
  }

  Optional<TcpInfo> tcpInfo(Calls calls) {
    if (isClosed() || family == Sockaddr.AF_UNIX) {
      return Optional.empty();
    }
    return TcpInfos.of(this, calls);
  }

  /** Has the closing of it cut the connection, so that the peer cannot take it for a proper end. */
  void cutWhenClosed(Calls calls) {
    if (!isClosed() && family != Sockaddr.AF_UNIX) {
      try {
        set(StandardSocketOptions.SO_LINGER, 0, calls);
      } catch (IOException e) {
        // The connection is gone already.
      }
    }
  }
}
