package org.kamaelia.testbed.measure;

import org.kamaelia.axon.Component;

/** An instrument within a system of components. */
final class Gauge<M> extends Component<M, M> {
  private final String name;
  private final Instrument<? super M> instrument;

  Gauge(String name, Instrument<? super M> instrument) {
    this.name = name;
    this.instrument = instrument;
  }

  @Override
  protected void run() {
    for (M message : inbox) {
      instrument.passes(message, clock().nanoTime());
      outbox.send(message);
    }
  }

  @Override
  protected String kind() {
    return name;
  }
}
