package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is traced on a loop; the loop's alone. */
record Traces(Loop loop, List<Trace> active) {

  static void begin(Loop loop, Trace trace) {
    List<Trace> more = new ArrayList<>(loop.traces == null ? List.of() : loop.traces.active);
    more.add(trace);
    set(loop, more);
  }

  static void end(Loop loop, Trace trace) {
    if (loop.traces != null) {
      set(loop, loop.traces.active.stream().filter(it -> it != trace).toList());
    }
  }

  private static void set(Loop loop, List<Trace> active) {
    loop.traces = active.isEmpty() ? null : new Traces(loop, List.copyOf(active));
    for (Group group : loop.groups) {
      for (Component<?, ?> member : group.members()) {
        member.boxes().stream().filter(Outbox.class::isInstance).forEach(Box::aim);
      }
    }
  }

  /** Makes what an outbox's messages pass on their way; null if there is nothing. */
  @Nullable Passage passage(
      Outbox<?> outbox, List<Transformer<Object, Object>> stages, Inbox<?> destination) {
    List<Traced.Hop> hops = new ArrayList<>();
    Outbox<?> from = outbox;
    for (Transformer<Object, Object> stage : stages) {
      hops.add(hop(from, stage.inbox(), stage));
      from = stage.outbox();
    }
    hops.add(hop(from, destination, null));
    return hops.stream().allMatch(hop -> hop.traces().isEmpty())
        ? Transformer.Fused.of(outbox, stages)
        : new Traced(loop, List.copyOf(hops));
  }

  private Traced.Hop hop(
      Outbox<?> from, Inbox<?> to, @Nullable Transformer<Object, Object> through) {
    return new Traced.Hop(
        active.stream().filter(trace -> trace.covers(from.owner, to.owner)).toList(),
        Snapshot.of(from),
        Snapshot.of(to),
        through);
  }
}
