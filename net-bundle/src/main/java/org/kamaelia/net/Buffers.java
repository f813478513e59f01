package org.kamaelia.net;

/**
 * How much a connection holds for its protocol and for its peer, in messages, made of a listener's
 * limits in bytes.
 *
 * @param read the most bytes that are read at once, and so the largest message to a protocol
 * @param incoming messages that may wait for the protocol
 * @param bytesOut bytes that may wait to be written
 */
public record Buffers(int read, int incoming, int bytesOut) {
  /** Messages that may wait to be written, however small they are. */
  public static final int OUTGOING = 32;

  /** The most that is read at once. */
  private static final int READ = 64 * 1024;

  /** Those of a listener. */
  public static Buffers of(ListenerSpec spec) {
    int in = spec.get(ListenerSettings.BUFFER_IN);
    int read = Math.min(in, READ);
    return new Buffers(read, in / read, spec.get(ListenerSettings.BUFFER_OUT));
  }

  /** Those of a listener that says nothing of them. */
  public static Buffers standard() {
    return of(ListenerSpec.of("standard", "none", "localhost:0"));
  }

  /**
   * How many messages may wait to be written.
   *
   * @param largest how many bytes the largest message has that was seen lately
   */
  public int outgoing(int largest) {
    return Math.clamp(bytesOut / Math.max(1, largest), 1, OUTGOING);
  }
}
