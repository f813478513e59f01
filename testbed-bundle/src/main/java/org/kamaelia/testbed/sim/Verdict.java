package org.kamaelia.testbed.sim;

import java.nio.ByteBuffer;
import java.time.Duration;

/** What becomes of a packet. */
public sealed interface Verdict {
  /** It arrives, if no other rule says otherwise. */
  Verdict PASS = new Pass();

  /** It is lost. */
  Verdict DROP = new Drop();

  /** It arrives twice. */
  Verdict DUPLICATE = new Duplicate();

  /** It arrives with a wrong bit, which its checksum tells. */
  Verdict CORRUPT = new Corrupt();

  /** It arrives later. */
  static Verdict after(Duration delay) {
    return new After(delay);
  }

  /** It arrives with other bytes, as many, and a checksum that is right. */
  static Verdict replace(byte[] payload) {
    return new Replace(ByteBuffer.wrap(payload.clone()).asReadOnlyBuffer());
  }

  /** See {@link #PASS}. */
  record Pass() implements Verdict {}

  /** See {@link #DROP}. */
  record Drop() implements Verdict {}

  /** See {@link #DUPLICATE}. */
  record Duplicate() implements Verdict {}

  /** See {@link #CORRUPT}. */
  record Corrupt() implements Verdict {}

  /** See {@link #after}. */
  record After(Duration delay) implements Verdict {}

  /** See {@link #replace}. */
  record Replace(ByteBuffer payload) implements Verdict {}
}
