package org.kamaelia.testbed.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.TcpInfo;

/**
 * One host sends another as much as TCP lets it, from now on: what congestion control is measured
 * with, as iperf does between real hosts. Used where its {@link Simulation} is.
 */
public final class BulkTransfer {
  private static final int CHUNK = 64 << 10;

  private final Stream near;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
  private long received;
  private boolean stopped;

  private BulkTransfer(Host from, Host to) throws IOException {
    Port port = to.transport().listen(new InetSocketAddress(to.ipv4(), 0), 1, Options.NONE);
    port.attach(to.axon().loops().getFirst(), (readable, writable) -> accept(to, port));
    near = from.transport().connect(port.address(), Options.NONE);
    near.attach(from.axon().loops().getFirst(), (readable, writable) -> write());
  }

  /**
   * Begins, with a connection of its own.
   *
   * @throws IOException if there is no way from the one host to the other
   */
  public static BulkTransfer start(Host from, Host to) throws IOException {
    return new BulkTransfer(from, to);
  }

  /** Nothing more is written; what was is still sent. */
  public void stop() {
    stopped = true;
  }

  /** Bytes that were received and read so far: what counts as goodput. */
  public long received() {
    return received;
  }

  /**
   * What the sending side knows of the connection.
   *
   * @throws IllegalStateException before the connection is there
   */
  public TcpInfo info() {
    return near.tcpInfo().orElseThrow(() -> new IllegalStateException("not connected yet"));
  }

  private void accept(Host to, Port port) {
    try {
      Stream far = port.accept();
      if (far != null) {
        far.attach(to.axon().loops().getFirst(), (readable, writable) -> read(far));
        port.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Stream far) {
    try {
      ByteBuffer bytes = far.read(4 * CHUNK);
      received += bytes == null ? 0 : bytes.remaining();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write() {
    try {
      if (near.isConnected()) {
        while (!stopped && near.write(chunk.clear()) > 0) {
          // as long as there is room
        }
        near.interest(false, !stopped);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
