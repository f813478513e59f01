package org.kamaelia.lab.experiments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.testbed.sim.Host;

/**
 * Takes connections and whatever comes by them, and ends each when its peer does. A server would do
 * as well, and tell the log of its port at each run.
 */
final class TcpSink {
  private static final int BACKLOG = 128;
  private static final int CHUNK = 64 << 10;

  private final Loop loop;
  private final LongConsumer taken;

  private TcpSink(Loop loop, LongConsumer taken) {
    this.loop = loop;
    this.taken = taken;
  }

  /**
   * Opens one.
   *
   * @param taken is told how many bytes have come
   */
  static InetSocketAddress open(Host host, int number, LongConsumer taken) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host.ipv4(), number);
    TcpSink sink = new TcpSink(host.axon().loops().getFirst(), taken);
    Port port = host.transport().listen(address, BACKLOG, Options.NONE);
    port.attach(sink.loop, (readable, writable) -> sink.accept(port));
    return address;
  }

  private void accept(Port port) {
    try {
      for (Stream stream = port.accept(); stream != null; stream = port.accept()) {
        Stream open = stream;
        open.attach(loop, (readable, writable) -> read(open));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Stream stream) {
    try {
      ByteBuffer bytes = stream.read(CHUNK);
      while (bytes != null && bytes.hasRemaining()) {
        taken.accept(bytes.remaining());
        bytes = stream.read(CHUNK);
      }
      if (bytes == null) {
        stream.close();
      }
    } catch (IOException e) {
      stream.close(); // it was reset
    }
  }
}
