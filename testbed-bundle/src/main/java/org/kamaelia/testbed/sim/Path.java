package org.kamaelia.testbed.sim;

/** One direction between two hosts that are joined. */
final class Path implements Runnable {
  private final Simulation simulation;
  final Host from;
  final Host to;
  private final long delay;
  private SimulatedPacket[] ring = new SimulatedPacket[16];
  private int first;
  private int size;

  Path(Simulation simulation, Host from, Host to, long delay) {
    this.simulation = simulation;
    this.from = from;
    this.to = to;
    this.delay = delay;
  }

  void send(SimulatedPacket packet) {
    if (size == ring.length) {
      SimulatedPacket[] more = new SimulatedPacket[2 * size];
      for (int i = 0; i < size; i++) {
        more[i] = ring[(first + i) & (size - 1)];
      }
      ring = more;
      first = 0;
    }
    ring[(first + size++) & (ring.length - 1)] = packet;
    simulation.schedule(simulation.now() + delay, this);
  }

  @Override
  public void run() {
    SimulatedPacket packet = ring[first];
    first = (first + 1) & (ring.length - 1);
    size--;
    to.arrived(packet, this);
  }
}
