package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;

/**
 * Passes messages from its {@code inbox} to its {@code outbox}, and the same to sinks that come and
 * go: a {@link Backplane} in a pipeline. Signals that come to its {@code control} go on as well, to
 * its {@code signal} and to those who asked.
 *
 * @param <T> the type of its messages
 */
public final class Splitter<T> extends Backplane<T> {
  private final List<Outbox<Signal>> signalSinks = new ArrayList<>(0);

  /**
   * Makes a splitter that just passes on.
   *
   * @param name how it is shown
   */
  @SuppressWarnings("this-escape") // a box keeps its owner and does not look at it yet
  public Splitter(String name) {
    super(name);
    subscribeOutbox();
    inbox.waiting(true);
    control();
  }

  /**
   * Passes signals on to one more inbox as well; ends with the splitter. Any thread.
   *
   * @param sink where they go, such as a component's {@code control}
   */
  public void subscribeSignals(Inbox<? super Signal> sink) {
    onLoop(
        () -> {
          Outbox<Signal> outbox = addOutbox("signals", Signal.class);
          outbox.linkTo(sink);
          return signalSinks.add(outbox);
        });
  }

  @Override
  protected void turn() {
    for (var heard = control().poll(); heard.isPresent(); heard = control().poll()) {
      Signal signal = heard.get();
      signal().sendAnyway(signal);
      signalSinks.forEach(sink -> sink.sendAnyway(signal));
      Group home = group;
      if (signal instanceof Signal.Shutdown && home != null && !inbox.isFedWithin(home)) {
        inbox.cutOff();
      }
    }
    super.turn();
  }
}
