package org.kamaelia.testbed.media;

import java.util.ArrayDeque;

/** What came within the last while, RFC 8698, sections 4.2 and 5.1. */
final class NadaWindow {
  private final long length;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private int lost;
  private int marked;
  private int delayed;
  private long bytes;

  private record Entry(long time, int bytes, boolean lost, boolean marked, boolean delayed) {}

  /** Of a length in nanoseconds. */
  NadaWindow(long length) {
    this.length = length;
  }

  void received(long time, int size, boolean isMarked, boolean isDelayed) {
    entries.add(new Entry(time, size, false, isMarked, isDelayed));
    bytes += size;
    marked += isMarked ? 1 : 0;
    delayed += isDelayed ? 1 : 0;
  }

  /** As it did not come it has no time of its own; that of the one before it does. */
  void lost(long time) {
    entries.add(new Entry(time, 0, true, false, false));
    lost++;
  }

  /** Forgets what is older. */
  void moveTo(long now) {
    while (!entries.isEmpty() && entries.getFirst().time < now - length) {
      Entry old = entries.removeFirst();
      bytes -= old.bytes;
      lost -= old.lost ? 1 : 0;
      marked -= old.marked ? 1 : 0;
      delayed -= old.delayed ? 1 : 0;
    }
  }

  boolean hasLoss() {
    return lost > 0;
  }

  boolean hasDelay() {
    return delayed > 0;
  }

  double lossRatio() {
    return entries.isEmpty() ? 0 : (double) lost / entries.size();
  }

  double markRatio() {
    return entries.isEmpty() ? 0 : (double) marked / entries.size();
  }

  /** The receiving rate in bits a second. */
  double rate() {
    return bytes * 8e9 / length;
  }
}
