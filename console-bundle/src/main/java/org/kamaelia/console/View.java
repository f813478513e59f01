package org.kamaelia.console;

import java.util.List;
import java.util.Locale;
import org.kamaelia.axon.Topology;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.axon.Topology.LoopInfo;

/**
 * What {@code topology} found.
 *
 * @param loops the loops
 * @param total how many components there are
 * @param filter what was asked for, empty for all
 * @param components the components that have the filter in their name, group, origin or loop
 */
record View(List<LoopInfo> loops, int total, String filter, List<ComponentInfo> components) {

  static View of(Topology topology, String filter) {
    String part = filter.toLowerCase(Locale.ROOT);
    return new View(
        topology.loops(),
        topology.components().size(),
        filter,
        topology.components().stream()
            .filter(
                it ->
                    String.join("\n", it.name(), it.group(), it.origin(), it.loop())
                        .toLowerCase(Locale.ROOT)
                        .contains(part))
            .toList());
  }
}
