package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Pipeline;

/** Many bytes, in pieces of all sizes, that are to come back as they were. */
final class ManyBytes {
  private ManyBytes() {}

  /**
   * Sends them through a client to a server that echoes.
   *
   * @param client not yet active
   */
  static void thereAndBack(Axon axon, Component<ByteBuffer, ByteBuffer> client) throws Exception {
    long seed = new Random().nextLong();
    int size = 64 << 20;
    var sent = new CRC32();
    var received = new CRC32();
    long[] count = {0};
    Group talk =
        axon.activate(
            Pipeline.of(
                Component.<Object, ByteBuffer>of(
                    "source",
                    (in, out) -> {
                      var random = new Random(seed);
                      for (int left = size; left > 0; ) {
                        byte[] chunk = new byte[Math.min(left, 1 + random.nextInt(100_000))];
                        random.nextBytes(chunk);
                        sent.update(chunk);
                        out.send(ByteBuffer.wrap(chunk));
                        left -= chunk.length;
                      }
                    }),
                client,
                Component.<ByteBuffer, Object>of(
                    "sink",
                    (in, out) -> {
                      for (ByteBuffer bytes : in) {
                        count[0] += bytes.remaining();
                        received.update(bytes);
                      }
                    })));
    talk.ended().toCompletableFuture().get(60, TimeUnit.SECONDS);
    assertThat(count[0]).as("seed %d", seed).isEqualTo(size);
    assertThat(received.getValue()).as("seed %d", seed).isEqualTo(sent.getValue());
  }
}
