package org.kamaelia.websocket.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Masks, and so unmasks, payload (RFC 6455, 5.3). */
final class Masking {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Masking() {}

  /**
   * Masks bytes where they are.
   *
   * @param key as it is on the wire, the first byte in the highest bits
   * @param phase how many bytes of the frame came before
   */
  static void apply(byte[] bytes, int from, int to, int key, long phase) {
    int turned = Integer.rotateLeft(key, (int) (phase & 3) * Byte.SIZE);
    long wide = (turned & 0xFFFF_FFFFL) << Integer.SIZE | (turned & 0xFFFF_FFFFL);
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      LONG.set(bytes, at, (long) LONG.get(bytes, at) ^ wide);
    }
    for (int shift = Long.SIZE - Byte.SIZE; at < to; at++, shift -= Byte.SIZE) {
      bytes[at] ^= (byte) (wide >>> shift);
    }
  }
}
