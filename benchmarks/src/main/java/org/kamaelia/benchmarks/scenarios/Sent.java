package org.kamaelia.benchmarks.scenarios;

/** A message of {@link Scenario#LATENCY}, which knows when it was sent. */
record Sent(long nanos) {
  static Sent now() {
    return new Sent(System.nanoTime());
  }

  void arrived(Meter meter) {
    meter.latency(System.nanoTime() - nanos);
  }
}
