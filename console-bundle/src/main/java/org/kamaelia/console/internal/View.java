package org.kamaelia.console.internal;

import java.util.List;
import java.util.Locale;
import org.kamaelia.axon.Topology;
import org.kamaelia.axon.Topology.ComponentInfo;

/**
 * What {@code topology} found.
 *
 * @param topology all there is
 * @param filter what was asked for, empty for all
 * @param components the components that have the filter in their name, group, origin or loop
 */
record View(Topology topology, String filter, List<ComponentInfo> components) {

  static View of(Topology topology, String filter) {
    String part = filter.toLowerCase(Locale.ROOT);
    return new View(
        topology,
        filter,
        topology.components().stream()
            .filter(
                it ->
                    String.join("\n", it.name(), it.group(), it.origin(), it.loop())
                        .toLowerCase(Locale.ROOT)
                        .contains(part))
            .toList());
  }

  /** Just the components that have the filter in them. */
  Topology shown() {
    return new Topology(topology.loops(), topology.groups(), components);
  }
}
