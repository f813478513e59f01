package org.kamaelia.axon;

/** Writes a graph in some language. Names are as they come: escaping them is the writer's. */
interface GraphWriter {

  /** Begins a cluster within the present one; what follows is in it until it is closed. */
  void open(int cluster, String label);

  /** Ends the innermost cluster. */
  void close();

  /**
   * A node.
   *
   * @param present whether it is in the topology, and not just named by a linkage
   */
  void node(int node, String label, boolean present);

  /**
   * An edge, after all nodes.
   *
   * @param passthrough whether it joins two inboxes or two outboxes
   */
  void edge(int from, int to, String label, boolean passthrough);

  /** All of it. */
  String text();
}
