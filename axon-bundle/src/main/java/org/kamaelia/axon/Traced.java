package org.kamaelia.axon;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Topology.BoxId;

/** The way of messages of which somebody wants to hear, with the transformers on it. */
final class Traced extends Passage {
  private final Loop loop;
  private final List<Hop> hops;

  Traced(Loop loop, List<Hop> hops) {
    this.loop = loop;
    this.hops = hops;
  }

  /**
   * From one component to the next.
   *
   * @param traces who wants to hear of it
   * @param through the transformer there, null at the last inbox
   */
  record Hop(
      List<Trace> traces, BoxId from, BoxId to, @Nullable Transformer<Object, Object> through) {}

  @Override
  @Nullable Object apply(Object message) {
    @Nullable Object made = message;
    for (Hop hop : hops) {
      if (!hop.traces.isEmpty()) {
        Delivery delivery = new Delivery(loop.clock.instant(), hop.from, hop.to, made);
        hop.traces.forEach(trace -> trace.tell(delivery));
      }
      made = hop.through == null ? made : hop.through.apply(made);
      if (made == null) {
        return null;
      }
    }
    return made;
  }
}
