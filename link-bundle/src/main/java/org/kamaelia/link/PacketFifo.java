package org.kamaelia.link;

import java.util.Arrays;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Packets in their order with the times they came, in a ring that grows: no object is made for a
 * packet. For queues; used on one thread.
 */
public final class PacketFifo {
  private @Nullable Packet[] packets = new Packet[16];
  private long[] times = new long[16];
  private int head;
  private int size;
  private long bytes;

  /** An empty one. */
  public PacketFifo() {}

  /** Puts a packet at the end. */
  public void add(Packet packet, long time) {
    if (size == packets.length) {
      grow();
    }
    int at = (head + size) & (packets.length - 1);
    packets[at] = packet;
    times[at] = time;
    size++;
    bytes += packet.length();
  }

  /**
   * Takes the first packet.
   *
   * @throws NoSuchElementException if there is none
   */
  public Packet remove() {
    Packet packet = packets[head];
    if (size == 0 || packet == null) {
      throw new NoSuchElementException("no packet");
    }
    packets[head] = null;
    head = (head + 1) & (packets.length - 1);
    size--;
    bytes -= packet.length();
    return packet;
  }

  /** When the first packet came. Without a packet it has no meaning. */
  public long time() {
    return times[head];
  }

  /** Whether there is no packet. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** How many there are. */
  public int packets() {
    return size;
  }

  /** How many bytes they have. */
  public long bytes() {
    return bytes;
  }

  private void grow() {
    int length = packets.length;
    @Nullable Packet[] more = Arrays.copyOfRange(packets, head, head + 2 * length);
    System.arraycopy(packets, 0, more, length - head, head);
    long[] moreTimes = Arrays.copyOfRange(times, head, head + 2 * length);
    System.arraycopy(times, 0, moreTimes, length - head, head);
    packets = more;
    times = moreTimes;
    head = 0;
  }
}
