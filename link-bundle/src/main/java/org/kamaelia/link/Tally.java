package org.kamaelia.link;

import org.jspecify.annotations.Nullable;

/** Counts what happens in a link, and tells who watches it. */
final class Tally {
  private @Nullable LinkWatch watch;
  private long in;
  private long inBytes;
  private long out;
  private long outBytes;
  private long lost;
  private long full;
  private long managed;
  private long marked;
  private long tooLarge;
  private long duplicated;
  private long corrupted;
  private long reordered;
  private int mostQueued;
  private long mostQueuedBytes;

  void watch(@Nullable LinkWatch by) {
    watch = by;
  }

  void entered(Packet packet) {
    in++;
    inBytes += packet.length();
    LinkWatch told = watch;
    if (told != null) {
      told.entered(packet);
    }
  }

  void left(Packet packet) {
    out++;
    outBytes += packet.length();
    LinkWatch told = watch;
    if (told != null) {
      told.left(packet);
    }
  }

  void dropped(Packet packet, Drop why) {
    switch (why) {
      case LOST -> lost++;
      case QUEUE_FULL -> full++;
      case QUEUE_MANAGED -> managed++;
      case TOO_LARGE -> tooLarge++;
    }
    LinkWatch told = watch;
    if (told != null) {
      told.dropped(packet, why);
    }
  }

  void marked() {
    marked++;
  }

  void duplicated() {
    duplicated++;
  }

  void corrupted() {
    corrupted++;
  }

  void reordered() {
    reordered++;
  }

  void queued(int packets, long bytes) {
    mostQueued = Math.max(mostQueued, packets);
    mostQueuedBytes = Math.max(mostQueuedBytes, bytes);
  }

  LinkCounters counters(int queued, long queuedBytes) {
    return new LinkCounters(
        in,
        inBytes,
        out,
        outBytes,
        lost,
        full,
        managed,
        marked,
        tooLarge,
        duplicated,
        corrupted,
        reordered,
        queued,
        queuedBytes,
        mostQueued,
        mostQueuedBytes);
  }
}
