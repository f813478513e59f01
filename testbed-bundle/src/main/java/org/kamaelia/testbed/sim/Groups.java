package org.kamaelia.testbed.sim;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Which hosts have members of which multicast groups. Under the simulation's lock. */
final class Groups {
  private final Map<InetAddress, Map<Host, Integer>> members = new HashMap<>();
  private int version;

  /** Changes when somebody joins or leaves. */
  int version() {
    return version;
  }

  Set<Host> members(InetAddress group) {
    return members.getOrDefault(group, Map.of()).keySet();
  }

  void join(InetAddress group, Host host) {
    version++;
    members.computeIfAbsent(group, it -> new LinkedHashMap<>()).merge(host, 1, Integer::sum);
  }

  void leave(InetAddress group, Host host) {
    version++;
    members
        .computeIfAbsent(group, it -> new LinkedHashMap<>())
        .computeIfPresent(host, (it, n) -> n == 1 ? null : n - 1);
  }
}
