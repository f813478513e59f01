package org.kamaelia.stress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Peers that mean harm, many at a time from many addresses of this machine, on one thread. They
 * know nothing of each other, so they begin at different times, and do not keep in step. Who is
 * cut, or has done what it came for, comes again.
 */
final class Attackers implements Harm {
  private static final long PAUSE_NANOS = 1_000_000;

  /** Within this time all have begun. */
  private static final long SPREAD_NANOS = 1_000_000_000;

  /** Milliseconds until who is not connected looks again, or who was cut comes again. */
  private static final int AGAIN = 5;

  /** Connections from one address. */
  private static final int AN_ADDRESS = 4;

  private final InetSocketAddress target;
  private final int receiveBuffer;
  private final Script script;
  private final Slot[] slots;

  /** The thread's. */
  private final SplittableRandom random = new SplittableRandom(1);

  private final Thread thread;
  private volatile boolean over;
  private volatile long attempts;

  /** What one of them does, a step after the other. */
  @FunctionalInterface
  interface Script {
    /** Closes the connection; another one is made. */
    int CLOSE = -1;

    /**
     * Does a step.
     *
     * @param connection connected, and not blocking
     * @param step how many were before
     * @return after about how many milliseconds the next step is, or {@link #CLOSE}
     * @throws IOException if the server has cut the connection
     */
    int step(SocketChannel connection, int step) throws IOException;
  }

  private static final class Slot {
    @Nullable SocketChannel channel;
    int step;
    long due;
  }

  /**
   * @param receiveBuffer how many bytes the system may keep for each, 0 for the usual
   */
  Attackers(InetSocketAddress target, int count, int receiveBuffer, Script script) {
    this.target = target;
    this.receiveBuffer = receiveBuffer;
    this.script = script;
    slots = new Slot[count];
    long begun = System.nanoTime();
    for (int i = 0; i < count; i++) {
      slots[i] = new Slot();
      slots[i].due = begun + SPREAD_NANOS / count * i;
    }
    thread = Thread.ofPlatform().daemon().name("attackers").start(this::run);
  }

  @Override
  public long attempts() {
    return attempts;
  }

  private void run() {
    while (!over) {
      long now = System.nanoTime();
      boolean idle = true;
      for (int i = 0; i < slots.length && !over; i++) {
        if (now - slots[i].due >= 0) {
          idle = false;
          step(slots[i], i, now);
        }
      }
      if (idle) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    for (Slot slot : slots) {
      drop(slot);
    }
  }

  private void step(Slot slot, int number, long now) {
    try {
      SocketChannel channel = slot.channel;
      if (channel == null) {
        attempts++;
        slot.channel = channel = connect(number);
        slot.step = 0;
      }
      int millis = channel.finishConnect() ? script.step(channel, slot.step++) : AGAIN;
      slot.due = now + about(millis);
      if (millis == Script.CLOSE) {
        drop(slot);
      }
    } catch (IOException e) {
      drop(slot);
      slot.due = now + about(AGAIN);
    }
  }

  /** Nanoseconds for milliseconds, half as long to half as long again. */
  private long about(int millis) {
    return (long) (Math.max(0, millis) * (random.nextDouble() + 0.5) * 1e6);
  }

  private SocketChannel connect(int number) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      if (receiveBuffer > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
      }
      byte[] from = {127, 0, 1, (byte) (1 + number % Math.max(1, slots.length / AN_ADDRESS))};
      channel.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
      channel.connect(target);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void drop(Slot slot) {
    SocketChannel channel = slot.channel;
    slot.channel = null;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // It is gone all the same.
      }
    }
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
