package org.kamaelia.axon;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two loops send to a third, in batches, more than its inbox holds. As in {@link CrossLoopStress},
 * whatever is not listed as an outcome is a mistake.
 */
public final class BatchStress {
  private static final int MESSAGES = 100;
  private static final int HALF = MESSAGES / 2;

  private BatchStress() {}

  /** How many came in order from each of two senders; negative once one was not next. */
  private static final class Seen {
    int one;
    int other;
    int end;

    void add(int message) {
      if (message > 0) {
        one = message == one + 1 ? message : -MESSAGES;
      } else {
        other = -message == other + 1 ? -message : -MESSAGES;
      }
    }

    Component<Integer, Object> sink() {
      return Component.of(
          "sink",
          (in, out) -> {
            in.forEach(this::add);
            end = 1;
          });
    }
  }

  /** One sends 1, 2 and so on from loop 0, the other -1, -2 and so on from loop 1. */
  private static final class Senders {
    final Loops loops = new Loops(3);
    final Component<Object, Integer> one;
    final Component<Object, Integer> other;

    Senders() {
      this(Component.of("one", (in, out) -> send(out, 1, MESSAGES)));
    }

    Senders(Component<Object, Integer> one) {
      this.one = loops.group(0).add(one);
      other = loops.group(1).add(Component.of("other", (in, out) -> send(out, -1, -MESSAGES)));
    }

    static void send(Outbox<Integer> out, int first, int last) {
      for (int i = first; i != last; i += Integer.signum(last)) {
        out.send(i);
      }
      out.send(last);
    }

    /** Links both to a component on loop 2 and starts all. */
    Senders to(Component<Integer, Object> taker) {
      loops.group(2).add(taker);
      one.outbox().linkTo(taker.inbox());
      other.outbox().linkTo(taker.inbox());
      loops.group(0).activate(one);
      loops.group(1).activate(other);
      loops.group(2).activate(taker);
      return this;
    }
  }

  /** One sender against the other and the taker. */
  @JCStressTest
  @Outcome(id = "100, 100, 1", expect = ACCEPTABLE, desc = "all, in order, and the end")
  @State
  public static class InOrder {
    final Seen seen = new Seen();
    final Loops loops = new Senders().to(seen.sink()).loops;

    /** One sender's loop. */
    @Actor
    public void sender() {
      loops.run(0);
    }

    /** The others'. */
    @Actor
    public void others() {
      loops.run(1, 2);
    }

    /** What came of it. */
    @Arbiter
    public void after(III_Result result) {
      loops.rest();
      result.r1 = seen.one;
      result.r2 = seen.other;
      result.r3 = seen.end;
      loops.close();
    }
  }

  /** Both senders in turns against the taker. */
  @JCStressTest
  @Outcome(id = "100, 100, 1", expect = ACCEPTABLE, desc = "all, in order, and the end")
  @State
  public static class TakerInOrder {
    final Seen seen = new Seen();
    final Loops loops = new Senders().to(seen.sink()).loops;

    /** The senders' loops. */
    @Actor
    public void senders() {
      loops.run(0, 1);
    }

    /** The taker's loop. */
    @Actor
    public void taker() {
      loops.run(2);
    }

    /** What came of it. */
    @Arbiter
    public void after(III_Result result) {
      loops.rest();
      result.r1 = seen.one;
      result.r2 = seen.other;
      result.r3 = seen.end;
      loops.close();
    }
  }

  /** The taker ends after some messages: no sender waits for ever, and nothing is kept. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "both have ended, nothing is on the way")
  @State
  public static class DestinationEnds {
    final Component<Integer, Object> head =
        Component.of(
            "head",
            (in, out) -> {
              for (int i = 0; i < 10; i++) {
                in.receive();
              }
            });
    final Senders senders = new Senders().to(head);

    /** The senders' loops. */
    @Actor
    public void senders() {
      senders.loops.run(0, 1);
    }

    /** The taker's loop. */
    @Actor
    public void taker() {
      senders.loops.run(2);
    }

    /** What came of it. */
    @Arbiter
    public void after(III_Result result) {
      senders.loops.rest();
      result.r1 = senders.one.state() == Component.State.ENDED ? 1 : 0;
      result.r2 = senders.other.state() == Component.State.ENDED ? 1 : 0;
      result.r3 = head.inbox().transit().size();
      senders.loops.close();
    }
  }

  /** The taker hands its inbox on to another while batches come. */
  @JCStressTest
  @Outcome(id = "100, 100, 1", expect = ACCEPTABLE, desc = "some here, the others there, in order")
  @State
  public static class HandedOn {
    final Seen seen = new Seen();
    final Component<Integer, Object> inner = seen.sink();
    final Senders senders =
        new Senders()
            .to(
                new Component<>() {
                  @Override
                  protected void run() {
                    for (int i = 0; i < 10; i++) {
                      seen.add(inbox.receive());
                    }
                    activate(inner);
                    inbox.linkTo(inner.inbox());
                    control().receive();
                  }
                });

    /** The senders' loops. */
    @Actor
    public void senders() {
      senders.loops.run(0, 1);
    }

    /** The taker's loop. */
    @Actor
    public void taker() {
      senders.loops.run(2);
    }

    /** What came of it. */
    @Arbiter
    public void after(III_Result result) {
      senders.loops.rest();
      result.r1 = seen.one;
      result.r2 = seen.other;
      result.r3 = seen.end;
      senders.loops.close();
    }
  }

  /** A sender is linked to another inbox in the middle of a batch. */
  @JCStressTest
  @Outcome(
      id = "50, 100, 100, 1",
      expect = ACCEPTABLE,
      desc = "each message where it was sent, in order; the first inbox has another source")
  @State
  public static class LinkedAnew {
    final Seen first = new Seen();
    final Seen second = new Seen();
    final Senders senders;

    /** Links and starts them. */
    public LinkedAnew() {
      second.one = HALF;
      var next = second.sink();
      senders =
          new Senders(
              new Component<>() {
                @Override
                protected void run() {
                  Senders.send(outbox, 1, HALF);
                  new Linkage(outbox, outbox.next).unlink();
                  outbox.linkTo(next.inbox());
                  Senders.send(outbox, HALF + 1, MESSAGES);
                }
              });
      senders.loops.group(2).activate(next);
      senders.to(first.sink());
    }

    /** The sender's loop. */
    @Actor
    public void sender() {
      senders.loops.run(0);
    }

    /** The others'. */
    @Actor
    public void others() {
      senders.loops.run(1, 2);
    }

    /** What came of it. */
    @Arbiter
    public void after(IIII_Result result) {
      senders.loops.rest();
      result.r1 = first.one;
      result.r2 = first.other;
      result.r3 = second.one;
      result.r4 = second.end;
      senders.loops.close();
    }
  }
}
