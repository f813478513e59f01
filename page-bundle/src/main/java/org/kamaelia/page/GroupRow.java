package org.kamaelia.page;

import org.kamaelia.axon.Topology.GroupInfo;

/** A group, as the page knows it. */
record GroupRow(
    String name, String loop, String origin, long failures, long restarts, boolean waits) {

  static GroupRow of(GroupInfo it) {
    return new GroupRow(
        it.name(), it.loop(), it.origin(), it.failures(), it.restarts(), it.waitsForRestart());
  }
}
