package org.kamaelia.axon;

import java.nio.ByteBuffer;

/**
 * Cuts a stream of bytes into chunks which, sent at a constant rate, give a data rate: put a {@link
 * RateLimit} behind it. Chunks are whole multiples of a quantum, such as a media frame, and differ
 * by at most one of it; the last one is what is left.
 */
public final class RateChunker extends Component<ByteBuffer, ByteBuffer> {
  private final long bytesPerSecond;
  private final int quantum;
  private final int chunksPerSecond;

  /**
   * Makes a chunker.
   *
   * @param bytesPerSecond the data rate
   * @param quantum what is never cut, in bytes
   * @param chunksPerSecond how many chunks will be sent in a second
   * @throws IllegalArgumentException if a number is not positive, or a second's bytes are not a
   *     quantum for each chunk
   */
  public RateChunker(long bytesPerSecond, int quantum, int chunksPerSecond) {
    if (quantum < 1
        || chunksPerSecond < 1
        || bytesPerSecond / quantum < chunksPerSecond
        || bytesPerSecond / chunksPerSecond > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException(
          "%s bytes a second do not make %s chunks of whole quanta of %s bytes"
              .formatted(bytesPerSecond, chunksPerSecond, quantum));
    }
    this.bytesPerSecond = bytesPerSecond;
    this.quantum = quantum;
    this.chunksPerSecond = chunksPerSecond;
  }

  @Override
  protected void run() {
    int number = 0;
    ByteBuffer chunk = ByteBuffer.allocate(size(number));
    for (ByteBuffer bytes : inbox) {
      ByteBuffer left = bytes.duplicate();
      while (left.hasRemaining()) {
        int part = Math.min(left.remaining(), chunk.remaining());
        chunk.put(left.slice(left.position(), part));
        left.position(left.position() + part);
        if (!chunk.hasRemaining()) {
          outbox.send(chunk.flip());
          number = (number + 1) % chunksPerSecond;
          chunk = ByteBuffer.allocate(size(number));
        }
      }
    }
    if (chunk.position() > 0) {
      outbox.send(chunk.flip());
    }
  }

  /** How many bytes the chunk of that number within its second has. */
  private int size(int number) {
    return (int) (due(number + 1) - due(number));
  }

  private long due(int chunks) {
    long quanta = bytesPerSecond / quantum;
    return quanta * chunks / chunksPerSecond * quantum;
  }
}
