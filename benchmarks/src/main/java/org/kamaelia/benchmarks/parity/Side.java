package org.kamaelia.benchmarks.parity;

import java.io.IOException;

/** Who carries the same cell. */
enum Side {
  /** This machine's kernel, in real time. */
  KERNEL("kernel"),
  /** The simulated network. */
  OURS("ours"),
  /** ns-3, where it is installed. */
  NS3("ns-3");

  private final String title;

  Side(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  boolean isHere() throws IOException {
    return switch (this) {
      case KERNEL -> Namespaces.arePossible();
      case OURS -> true;
      case NS3 -> Ns3.isHere();
    };
  }

  Figures run(Cell cell, long seed, int seconds) throws IOException {
    return switch (this) {
      case KERNEL -> Kernel.run(cell, seed, seconds);
      case OURS -> Simulated.run(cell, seed, seconds);
      case NS3 -> Ns3.run(cell, seed, seconds);
    };
  }
}
