package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.ProxyHeader;
import org.kamaelia.net.Rejection;
import org.kamaelia.net.transport.FileTransfer;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.TcpInfo;

/**
 * A connection through a proxy, which begins with a PROXY header: it is there when the header is,
 * and then has the addresses that the header tells.
 */
final class ProxiedStream implements Stream {
  private final Stream stream;
  private final int most;
  private final Welcome welcome;
  private @Nullable ProxyHeader header;
  private boolean welcomed;

  /** What came until now, to be read by the header or, behind it, by the protocol. */
  private ByteBuffer begun = ByteBuffer.allocate(0);

  private @Nullable Loop loop;
  private @Nullable Ready ready;

  /** Looks at the peer that was announced. */
  @FunctionalInterface
  interface Welcome {
    /**
     * Lets it in.
     *
     * @throws Rejected if it may not
     */
    void letIn(SocketAddress peer) throws Rejected;
  }

  /**
   * @param most how many bytes the header may have
   */
  ProxiedStream(Stream stream, int most, Welcome welcome) {
    this.stream = stream;
    this.most = most;
    this.welcome = welcome;
  }

  /** The header, once the connection is there. */
  Optional<ProxyHeader> header() {
    return Optional.ofNullable(header);
  }

  /** The proxy, or who else really is at the other end. */
  SocketAddress via() {
    return stream.peer();
  }

  /** Whether the peer was let in. */
  boolean isWelcome() {
    return welcomed;
  }

  @Override
  public SocketAddress peer() {
    return header().flatMap(ProxyHeader::source).orElseGet(stream::peer);
  }

  @Override
  public SocketAddress local() {
    return stream.local();
  }

  @Override
  public void attach(Loop on, Ready hears) throws IOException {
    loop = on;
    ready = hears;
    stream.attach(on, hears);
  }

  @Override
  public boolean isConnected() throws IOException {
    if (header != null) {
      return true;
    }
    if (!stream.isConnected()) {
      return false;
    }
    // One byte more than it may have, so that one that is too long shows.
    ByteBuffer more = stream.read(most + 1 - begun.remaining());
    if (more == null) {
      throw new Rejected(Rejection.PROXY, "the connection ended before its PROXY header");
    }
    begun = ByteBuffer.allocate(begun.remaining() + more.remaining()).put(begun).put(more).flip();
    try {
      header = begun.hasRemaining() ? ProxyHeader.read(begun, most).orElse(null) : null;
    } catch (ProxyHeader.Malformed e) {
      throw new Rejected(Rejection.PROXY, "no PROXY header: " + e.getMessage());
    }
    if (header == null) {
      return false;
    }
    welcome.letIn(peer());
    welcomed = true;
    tellOfRest();
    return true;
  }

  @Override
  public void interest(boolean read, boolean write) {
    stream.interest(read, write);
    if (read) {
      tellOfRest();
    }
  }

  @Override
  public ByteBuffer scratch() {
    return stream.scratch();
  }

  @Override
  public @Nullable ByteBuffer read(int atMost) throws IOException {
    if (!begun.hasRemaining()) {
      return stream.read(atMost);
    }
    ByteBuffer bytes = ByteBuffer.allocate(Math.min(atMost, begun.remaining()));
    bytes.put(begun.slice(begun.position(), bytes.capacity())).flip();
    begun.position(begun.position() + bytes.remaining());
    tellOfRest();
    return bytes;
  }

  @Override
  public boolean isDrained() throws IOException {
    return !begun.hasRemaining() && stream.isDrained();
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return stream.write(from);
  }

  @Override
  public int writeAhead(ByteBuffer from) throws IOException {
    return stream.writeAhead(from);
  }

  @Override
  public int writeShared(ByteBuffer message, int at, int count) throws IOException {
    return stream.writeShared(message, at, count);
  }

  @Override
  public FileTransfer file(FileRegion region) throws IOException {
    return stream.file(region);
  }

  @Override
  public void endOutput() throws IOException {
    stream.endOutput();
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    stream.option(option, value);
  }

  @Override
  public Optional<TcpInfo> tcpInfo() {
    return stream.tcpInfo();
  }

  @Override
  public void abort() {
    stream.abort();
  }

  @Override
  public void close() {
    stream.close();
  }

  /** Nobody else will say that what came with the header can be read. */
  private void tellOfRest() {
    Ready hears = ready;
    if (begun.hasRemaining() && loop != null && hears != null) {
      loop.execute(() -> hears.ready(true, false));
    }
  }
}
