package org.kamaelia.deploy.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.kamaelia.deploy.Leak;
import org.osgi.framework.Bundle;

/**
 * Shows that the class loaders of the bundles that were removed are gone, or who holds on to them.
 * Threading: any thread.
 */
final class Unload {
  /** What a class loader that is let go of needs to be seen gone, when garbage was collected. */
  private static final Duration MOMENT = Duration.ofMillis(100);

  /**
   * The first pause before a collection is one in so many of the time; each one is twice the last.
   */
  private static final int PAUSES = 1 + 2 + 4 + 8;

  private final Runnable collector;
  private final Runnable lastCollector;
  private final BooleanSupplier unused;
  private final Holders holders;
  private final Path dumps;
  private final List<Removal> leaking = new CopyOnWriteArrayList<>();

  // under this object's lock
  private long collected = System.nanoTime();

  /**
   * @param collector collects garbage, or asks for it; it may leave what is old
   * @param lastCollector collects all garbage, and may have everything else wait for it
   * @param unused whether nobody would notice that
   * @param dumps where dumps of the heap lie while they are searched
   */
  Unload(
      Runnable collector,
      Runnable lastCollector,
      BooleanSupplier unused,
      Holders holders,
      Path dumps) {
    this.collector = collector;
    this.lastCollector = lastCollector;
    this.unused = unused;
    this.holders = holders;
    this.dumps = dumps;
  }

  /** To be called before the bundle is uninstalled. */
  Removal watch(Bundle bundle) {
    return Removal.of(bundle);
  }

  /**
   * Waits until the class loader of a bundle that was uninstalled is gone. The garbage that is
   * collected for that is collected for all who wait, and seldom: connections that come anew are
   * not to meet it, and what has been used lately is only collected when it has aged.
   *
   * @param within how long it may take; zero does not look
   * @return who holds on to it; empty if nobody does
   */
  Optional<Leak> awaitGone(Removal removal, Duration within) {
    try {
      if (goes(removal, within)) {
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    leaking.add(removal);
    Leak leak = leak(removal);
    Folder.LOG.log(
        Level.WARNING,
        Refused.line(
            "not unloaded: "
                + removal
                + (leak.holders().isEmpty()
                    ? ": `leaks --heap` finds out who holds on to it"
                    : ": " + String.join("; ", leak.holders()))));
    return Optional.of(leak);
  }

  private boolean goes(Removal removal, Duration within) throws InterruptedException {
    if (within.isZero()) {
      return true;
    }
    long began = System.nanoTime();
    if (unused.getAsBoolean()) {
      if (removal.isGoneWithin(MOMENT)) {
        return true;
      }
      collect(began, lastCollector);
    }
    long deadline = began + within.toNanos();
    Duration pause = within.dividedBy(PAUSES);
    for (long left = within.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      if (!removal.users().isEmpty()) {
        return false;
      }
      long now = System.nanoTime();
      if (removal.isGoneWithin(left < pause.toNanos() ? Duration.ofNanos(left) : pause)) {
        return true;
      }
      collect(now, collector);
      pause = pause.multipliedBy(2);
    }
    // nobody is accused because of garbage that is left
    lastCollector.run();
    return removal.isGoneWithin(MOMENT);
  }

  /** What has not gone to this moment, and who holds on to it now. */
  List<Leak> leaks() {
    return stillThere().map(this::leak).toList();
  }

  /** The same, by a search of the whole heap. */
  List<Leak> leaksInHeap() throws IOException {
    List<Removal> there = stillThere().toList();
    List<Leak> leaks = new ArrayList<>();
    if (!there.isEmpty()) {
      try (var heap = new HeapSearch(dumps)) {
        for (Removal removal : there) {
          List<String> ways = heap.ways(removal);
          // the dump has collected what nobody holds on to
          if (removal.get() != null) {
            leaks.add(removal.leak(ways));
          }
        }
      }
    }
    return leaks;
  }

  /** The bundles whose class loaders should be gone, and are not. */
  private Stream<Removal> stillThere() {
    leaking.removeIf(removal -> removal.get() == null);
    return leaking.stream();
  }

  private Leak leak(Removal removal) {
    List<String> found = new ArrayList<>(removal.users());
    ClassLoader loader = removal.get();
    if (loader != null) {
      found.addAll(holders.of(loader, removal.origin()));
    }
    return removal.leak(found);
  }

  /** Unless somebody else had it done since. */
  private synchronized void collect(long since, Runnable how) {
    if (collected - since < 0) {
      collected = System.nanoTime();
      how.run();
    }
  }
}
