package org.kamaelia.net.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.VersionRange;

/**
 * The registered protocols: those that new connections may get, those that are held back, and those
 * that others have replaced. Changed under the server's lock; connections look without it.
 */
final class Registry implements Protocols {
  private static final Comparator<ProtocolEntry> ORDER =
      Comparator.comparing(ProtocolEntry::name).thenComparing(ProtocolEntry.PREFERENCE);

  private final List<ProtocolEntry> entries = new ArrayList<>();

  /** The bundles whose protocols are held back, and of these those with nobody to release them. */
  private final Set<Long> held = new HashSet<>();

  private final Set<Long> abandoned = new HashSet<>();

  /** The registrations that others have replaced. */
  private final Set<Long> replaced = new HashSet<>();

  /** What new connections may get; replaced as a whole, so that a move is one step for all. */
  private volatile List<ProtocolEntry> offered = List.of();

  @Override
  public Optional<ProtocolEntry> best(String name, VersionRange versions) {
    ProtocolEntry best = null; // without a stream's garbage: for each connection, often twice
    for (ProtocolEntry entry : offered) {
      if (entry.name().equals(name)
          && versions.includes(entry.version())
          && (best == null || ProtocolEntry.PREFERENCE.compare(entry, best) > 0)) {
        best = entry;
      }
    }
    return Optional.ofNullable(best);
  }

  @Override
  public boolean offers(ProtocolEntry entry) {
    return offered.contains(entry);
  }

  // Under the server's lock.

  void add(ProtocolEntry entry) {
    entries.add(entry);
    offer();
  }

  /** Forgets a protocol; false if it is not there. */
  boolean remove(ProtocolEntry entry) {
    if (!entries.remove(entry)) {
      return false;
    }
    replaced.remove(entry.number());
    if (abandoned.contains(entry.bundle()) && of(entry.bundle()).isEmpty()) {
      abandoned.remove(entry.bundle());
      held.remove(entry.bundle());
    }
    offer();
    return true;
  }

  /** Holds back what a bundle registers. */
  void hold(long bundle) {
    if (!of(bundle).isEmpty()) {
      throw new IllegalStateException("bundle %d has registered protocols".formatted(bundle));
    }
    if (!held.add(bundle)) {
      throw new IllegalStateException("bundle %d is held back already".formatted(bundle));
    }
  }

  /** Offers what was held back, in the place of what another bundle has. */
  void release(long bundle, long instead) {
    held.remove(bundle);
    if (instead != 0) {
      of(instead).forEach(entry -> replaced.add(entry.number()));
    }
    offer();
  }

  /** Nobody will release it. */
  void abandon(long bundle) {
    abandoned.add(bundle);
  }

  /** All of them, by name and version. */
  List<ProtocolEntry> all() {
    return entries.stream().sorted(ORDER).toList();
  }

  /** Those of a bundle. */
  List<ProtocolEntry> of(long bundle) {
    return entries.stream().filter(entry -> entry.bundle() == bundle).sorted(ORDER).toList();
  }

  /** Why there is nothing for who asks for that, in words. */
  String lack(String name, VersionRange versions) {
    String others =
        all().stream()
            .filter(entry -> entry.name().equals(name))
            .map(entry -> entry.version() + (offers(entry) ? "" : " (" + word(state(entry)) + ")"))
            .collect(Collectors.joining(", "));
    return "there is no protocol "
        + name
        + (versions.equals(VersionRange.ANY) ? "" : " " + versions)
        + (others.isEmpty() ? "" : ", only " + others);
  }

  private static String word(ProtocolInfo.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  ProtocolInfo.State state(ProtocolEntry entry) {
    return held.contains(entry.bundle())
        ? ProtocolInfo.State.HELD
        : replaced.contains(entry.number())
            ? ProtocolInfo.State.FINISHING
            : ProtocolInfo.State.SERVING;
  }

  private void offer() {
    offered = entries.stream().filter(entry -> state(entry) == ProtocolInfo.State.SERVING).toList();
  }
}
