package org.kamaelia.testbed.sim;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a host sends packets: the way of the fewest paths. Under the simulation's lock. */
final class Routes {
  private final Simulation simulation;
  private final Host host;
  private final List<Path> paths = new ArrayList<>();

  /** By which path each host is reached in the tree of shortest ways from here. */
  private @Nullable Path[] arrivals = {};

  /** The first path on the way there. */
  private @Nullable Path[] departures = {};

  private int known = -1;

  /** By group: which paths of which host its packets take from here. */
  private final Map<InetAddress, Map<Host, Set<Path>>> trees = new HashMap<>();

  private int treesKnown = -1;

  Routes(Simulation simulation, Host host) {
    this.simulation = simulation;
    this.host = host;
  }

  void add(Path path) {
    paths.add(path);
  }

  /** The paths from here, in the order in which they were made. */
  List<Path> paths() {
    return List.copyOf(paths);
  }

  /** The path to a neighbour; null if it is none. */
  @Nullable Path to(Host neighbour) {
    for (Path path : paths) {
      if (path.to() == neighbour) {
        return path;
      }
    }
    return null;
  }

  /** The path on which packets for a host leave; null if there is no way. */
  @Nullable Path towards(Host destination) {
    if (paths.size() == 1) {
      return paths.getFirst(); // there is no choice, and a leaf needs no table
    }
    search();
    return departures[destination.number()];
  }

  private void search() {
    if (known == simulation.topology()) {
      return;
    }
    known = simulation.topology();
    arrivals = new Path[simulation.size()];
    departures = new Path[simulation.size()];
    ArrayDeque<Host> next = new ArrayDeque<>();
    next.add(host);
    for (Host at = next.poll(); at != null; at = next.poll()) {
      for (Path path : at.routes.paths) {
        int number = path.to().number();
        if (path.to() != host && arrivals[number] == null) {
          arrivals[number] = path;
          departures[number] = at == host ? path : departures[at.number()];
          next.add(path.to());
        }
      }
    }
  }

  /** On which paths a group's packets of this host leave another one. */
  Set<Path> branches(Host at, InetAddress group) {
    int version = simulation.topology() + simulation.groups().version();
    if (treesKnown != version) {
      treesKnown = version;
      trees.clear();
    }
    return trees.computeIfAbsent(group, this::tree).getOrDefault(at, Set.of());
  }

  private Map<Host, Set<Path>> tree(InetAddress group) {
    search();
    Map<Host, Set<Path>> tree = new HashMap<>();
    for (Host member : simulation.groups().members(group)) {
      Path path = arrivals[member.number()];
      while (path != null
          && tree.computeIfAbsent(path.from(), each -> new LinkedHashSet<>()).add(path)) {
        path = arrivals[path.from().number()];
      }
    }
    return tree;
  }
}
