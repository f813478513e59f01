package org.kamaelia.lab.experiments;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds lost media packets from parities, one from each that lacks one, as long as that goes on:
 * what a row finds may be what a column lacked.
 */
final class Recovery {
  /** Packets and parities are kept for so many numbers. */
  private final int kept;

  private final Map<Integer, RepairPacket> media = new HashMap<>();

  /** The parities that a packet is in. */
  private final Map<Integer, List<RepairPacket>> parities = new HashMap<>();

  private int forgotten;

  Recovery(int kept) {
    this.kept = kept;
  }

  boolean has(int number) {
    return media.containsKey(number);
  }

  /** Takes a packet; those that are there now and were not before. */
  List<RepairPacket> take(RepairPacket packet) {
    List<RepairPacket> found = new ArrayList<>();
    ArrayDeque<RepairPacket> next = new ArrayDeque<>();
    if (packet.kind() == RepairPacket.Kind.MEDIA) {
      next.add(packet);
    } else {
      for (int i = 0; i < packet.count(); i++) {
        parities
            .computeIfAbsent(packet.base() + i * packet.step(), it -> new ArrayList<>(2))
            .add(packet);
      }
      RepairPacket missing = missing(packet);
      if (missing != null) {
        next.add(missing);
      }
    }
    for (RepairPacket each = next.poll(); each != null; each = next.poll()) {
      if (each.base() >= forgotten && media.putIfAbsent(each.base(), each) == null) {
        found.add(each);
        for (RepairPacket parity : parities.getOrDefault(each.base(), List.of())) {
          RepairPacket missing = missing(parity);
          if (missing != null) {
            next.add(missing);
          }
        }
      }
    }
    for (RepairPacket each : found) {
      forget(each.base() - kept);
    }
    return found;
  }

  /** The packet that a parity lacks, if it is one. */
  private @Nullable RepairPacket missing(RepairPacket parity) {
    RepairPacket rest = parity;
    int lacking = -1;
    for (int i = 0; i < parity.count(); i++) {
      int number = parity.base() + i * parity.step();
      RepairPacket there = media.get(number);
      if (there != null) {
        rest = rest.xor(there);
      } else if (lacking >= 0) {
        return null;
      } else {
        lacking = number;
      }
    }
    return lacking < 0 ? null : rest.asMedia(lacking);
  }

  private void forget(int before) {
    for (; forgotten < before; forgotten++) {
      media.remove(forgotten);
      parities.remove(forgotten);
    }
  }
}
