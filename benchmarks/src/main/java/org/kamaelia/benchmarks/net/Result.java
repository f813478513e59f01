package org.kamaelia.benchmarks.net;

/**
 * One measurement.
 *
 * @param done operations, or bytes
 * @param seconds how long it took
 * @param server the server's CPU time, in seconds
 * @param load the load's
 */
record Result(Row row, long done, double seconds, double server, double load) {
  /** The server's CPU time for one, in the row's unit. */
  double each() {
    return row.each(server, done);
  }

  double rate() {
    return row.rate(seconds, done);
  }

  /** How busy the server was: 1 is all the time. */
  double serverBusy() {
    return server / seconds;
  }

  double loadBusy() {
    return load / seconds;
  }

  @Override
  public String toString() {
    return "%s: %.3g %s, %,.4g %s, busy: server %.0f %%, load %.0f %%"
        .formatted(
            row.id(), each(), row.unit(), rate(), row.rate(), 100 * serverBusy(), 100 * loadBusy());
  }
}
