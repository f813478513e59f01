package org.kamaelia.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.Loop;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.transport.MemoryTransport;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/** The examples of docs/transports.md. */
class TransportsGuideTest {

  static final class Echo extends Device<Object, Object> implements Ready {
    private final Loop loop;
    private final Stream stream;
    private boolean attached;

    Echo(Loop loop, Stream stream) {
      this.loop = loop;
      this.stream = stream;
    }

    @Override
    public void ready(boolean readable, boolean writable) {
      dispatch();
    }

    @Override
    protected void turn() throws IOException {
      if (!attached) {
        attached = true;
        stream.attach(loop, this);
      }
      ByteBuffer bytes = stream.read(4096);
      if (bytes == null) {
        end(); // which closes it, below
      } else if (stream.write(bytes) < bytes.limit()) {
        throw new IOException("a slow reader"); // an echo that is worth its name waits for room
      }
    }

    @Override
    protected void released() {
      stream.close();
    }
  }

  @Test
  void aServerAndItsClientInOneProcess() throws IOException {
    var axon = new SteppedAxon(1);
    var loop = axon.loops().getFirst();
    var network = new MemoryTransport();
    Port port = network.listen(new InetSocketAddress("192.0.2.1", 7), 10, Options.NONE);
    Stream client = network.connect(port.address(), Options.NONE);
    loop.group("echo").activate(new Echo(loop, port.accept()));

    var heard = new StringBuilder();
    client.attach(loop, (readable, writable) -> heard.append(text(client)));
    client.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
    axon.runUntilIdle();
    assertThat(heard).hasToString("hello");

    client.close();
    axon.runUntilIdle();
    assertThat(axon.topology().components()).isEmpty();
  }

  private static String text(Stream stream) {
    try {
      ByteBuffer bytes = stream.read(4096);
      return bytes == null ? "" : StandardCharsets.UTF_8.decode(bytes).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
