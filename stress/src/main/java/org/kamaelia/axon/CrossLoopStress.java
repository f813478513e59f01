package org.kamaelia.axon;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * What passes between two loops while both run. Whatever is not listed as an outcome is a mistake:
 * a message that is lost, doubled or out of order, or somebody who is not woken.
 */
public final class CrossLoopStress {
  private CrossLoopStress() {}

  /** What a sink saw, as digits in their order; 9 for the end. */
  private static final class Seen {
    int digits;

    void add(int digit) {
      digits = digits * 10 + digit;
    }

    Component<Integer, Object> sink() {
      return Component.of(
          "sink",
          (in, out) -> {
            in.forEach(this::add);
            add(9);
          });
    }
  }

  /** Sends 1, 2, 3, each when there is room. */
  private static final class Sender extends Device<Object, Integer> {
    private int next = 1;

    @Override
    protected void turn() {
      while (next <= 3 && hasRoom(outbox)) {
        outbox.send(next++);
      }
      if (next > 3) {
        end();
      }
    }
  }

  /** A body on one loop, a body on another, and room for one message. */
  @JCStressTest
  @Outcome(id = "1239", expect = ACCEPTABLE, desc = "all, in order, and the end")
  @State
  public static class InOrder {
    final Loops loops = new Loops(2);
    final Seen seen = new Seen();

    /** Links and starts them. */
    public InOrder() {
      var source = loops.group(0).add(Loops.threeMessages());
      var sink = loops.group(1).add(seen.sink());
      sink.inbox().limit(1);
      source.outbox().linkTo(sink.inbox());
      loops.group(0).activate(source);
      loops.group(1).activate(sink);
    }

    /** The sender's loop. */
    @Actor
    public void sender() {
      loops.run(0);
    }

    /** The taker's loop. */
    @Actor
    public void taker() {
      loops.run(1);
    }

    /** What came of it. */
    @Arbiter
    public void after(I_Result result) {
      loops.rest();
      result.r1 = seen.digits;
      loops.close();
    }
  }

  /** The same from a device, which asks for a turn when there is room. */
  @JCStressTest
  @Outcome(id = "1239", expect = ACCEPTABLE, desc = "all, in order, and the end")
  @State
  public static class DeviceInOrder {
    final Loops loops = new Loops(2);
    final Seen seen = new Seen();

    /** Links and starts them. */
    public DeviceInOrder() {
      var source = loops.group(0).add(new Sender());
      var sink = loops.group(1).add(seen.sink());
      sink.inbox().limit(1);
      source.outbox().linkTo(sink.inbox());
      loops.group(0).activate(source);
      loops.group(1).activate(sink);
    }

    /** The sender's loop. */
    @Actor
    public void sender() {
      loops.run(0);
    }

    /** The taker's loop. */
    @Actor
    public void taker() {
      loops.run(1);
    }

    /** What came of it. */
    @Arbiter
    public void after(I_Result result) {
      loops.rest();
      result.r1 = seen.digits;
      loops.close();
    }
  }

  /** The taker ends after one message: the sender must not wait for ever. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one message, and the sender has ended")
  @State
  public static class DestinationEnds {
    final Loops loops = new Loops(2);
    final Seen seen = new Seen();
    final Component<Object, Integer> source = Loops.threeMessages();

    /** Links and starts them. */
    public DestinationEnds() {
      loops.group(0).add(source);
      Component<Integer, Object> head =
          loops.group(1).add(Component.of("head", (in, out) -> seen.add(in.receive())));
      head.inbox().limit(1);
      source.outbox().linkTo(head.inbox());
      loops.group(0).activate(source);
      loops.group(1).activate(head);
    }

    /** The sender's loop. */
    @Actor
    public void sender() {
      loops.run(0);
    }

    /** The taker's loop. */
    @Actor
    public void taker() {
      loops.run(1);
    }

    /** What came of it. */
    @Arbiter
    public void after(II_Result result) {
      loops.rest();
      result.r1 = seen.digits;
      result.r2 = source.state() == Component.State.ENDED ? 1 : 0;
      loops.close();
    }
  }

  /** The sender is linked to another inbox between two messages. */
  @JCStressTest
  @Outcome(
      id = "1, 239",
      expect = ACCEPTABLE,
      desc = "each message where it was sent; the first inbox waits for another source")
  @State
  public static class LinkedAnew {
    final Loops loops = new Loops(2);
    final Seen first = new Seen();
    final Seen second = new Seen();

    /** Links and starts them. */
    public LinkedAnew() {
      var a = loops.group(1).add(first.sink());
      var b = loops.group(1).add(second.sink());
      a.inbox().limit(1);
      b.inbox().limit(1);
      Component<Object, Integer> source =
          loops
              .group(0)
              .add(
                  Component.of(
                      "source",
                      (in, out) -> {
                        Linkage link = out.linkTo(a.inbox());
                        out.send(1);
                        link.unlink();
                        out.linkTo(b.inbox());
                        out.send(2);
                        out.send(3);
                      }));
      loops.group(0).activate(source);
      loops.group(1).activate(a);
      loops.group(1).activate(b);
    }

    /** The sender's loop. */
    @Actor
    public void sender() {
      loops.run(0);
    }

    /** The taker's loop. */
    @Actor
    public void taker() {
      loops.run(1);
    }

    /** What came of it. */
    @Arbiter
    public void after(II_Result result) {
      loops.rest();
      result.r1 = first.digits;
      result.r2 = second.digits;
      loops.close();
    }
  }

  /** The taker hands its inbox on to another while messages come. */
  @JCStressTest
  @Outcome(
      id = "1, 239",
      expect = ACCEPTABLE,
      desc = "the first message here, the others there, in order")
  @State
  public static class HandedOn {
    final Loops loops = new Loops(2);
    final Seen first = new Seen();
    final Seen second = new Seen();

    /** Links and starts them. */
    public HandedOn() {
      var inner = loops.group(1).add(second.sink());
      var outer =
          loops
              .group(1)
              .add(
                  new Component<Integer, Object>() {
                    @Override
                    protected void run() {
                      first.add(inbox.receive());
                      inbox.linkTo(inner.inbox());
                      control().receive();
                    }
                  });
      outer.inbox().limit(1);
      inner.inbox().limit(1);
      var source = loops.group(0).add(Loops.threeMessages());
      source.outbox().linkTo(outer.inbox());
      loops.group(0).activate(source);
      loops.group(1).activate(outer);
      loops.group(1).activate(inner);
    }

    /** The sender's loop. */
    @Actor
    public void sender() {
      loops.run(0);
    }

    /** The taker's loop. */
    @Actor
    public void taker() {
      loops.run(1);
    }

    /** What came of it. */
    @Arbiter
    public void after(II_Result result) {
      loops.rest();
      result.r1 = first.digits;
      result.r2 = second.digits;
      loops.close();
    }
  }

  /** The taker removes the box to which the sender sends. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one message, and the sender has ended")
  @State
  public static class BoxRemoved {
    final Loops loops = new Loops(2);
    final Seen seen = new Seen();
    final Component<Object, Integer> source = Loops.threeMessages();

    /** Links and starts them. */
    public BoxRemoved() {
      loops.group(0).add(source);
      var owner =
          loops
              .group(1)
              .add(
                  new Component<Object, Object>() {
                    final Inbox<Integer> extra = addInbox("extra", Integer.class).limit(1);

                    @Override
                    protected void run() {
                      seen.add(extra.receive());
                      removeBox(extra);
                      control().receive();
                    }
                  });
      source.outbox().linkTo(owner.extra);
      loops.group(0).activate(source);
      loops.group(1).activate(owner);
    }

    /** The sender's loop. */
    @Actor
    public void sender() {
      loops.run(0);
    }

    /** The taker's loop. */
    @Actor
    public void taker() {
      loops.run(1);
    }

    /** What came of it. */
    @Arbiter
    public void after(II_Result result) {
      loops.rest();
      result.r1 = seen.digits;
      result.r2 = source.state() == Component.State.ENDED ? 1 : 0;
      loops.close();
    }
  }

  /** Two loops send to a third, which does not take. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one each")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both the first's")
  @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "both the second's")
  @State
  public static class LimitIsExact {
    final Loops loops = new Loops(3);
    final Component<Object, Integer> one = Loops.threeMessages();
    final Component<Object, Integer> other = Loops.threeMessages();
    int fromOne;
    int fromOther;

    /** Links and starts them. */
    public LimitIsExact() {
      loops.group(0).add(one);
      loops.group(1).add(other);
      Component<Integer, Object> sink =
          loops.group(2).add(Component.of("sink", (in, out) -> in.receive()));
      sink.inbox().limit(2);
      one.outbox().linkTo(sink.inbox());
      other.outbox().linkTo(sink.inbox());
    }

    /** On one loop. */
    @Actor
    public void one() {
      fromOne = sent(one);
    }

    /** On another. */
    @Actor
    public void other() {
      fromOther = sent(other);
    }

    private static int sent(Component<Object, Integer> from) {
      int sent = 0;
      for (int i = 0; i < 2; i++) {
        sent += from.outbox().trySend(i) ? 1 : 0;
      }
      return sent;
    }

    /** What came of it. */
    @Arbiter
    public void after(II_Result result) {
      loops.rest();
      result.r1 = fromOne;
      result.r2 = fromOther;
      loops.close();
    }
  }

  /** Work is handed to a loop that is about to wait. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "it waits and is woken")
  @Outcome(id = "0, .*", expect = ACCEPTABLE, desc = "it has seen the work")
  @Outcome(id = "2, .*", expect = ACCEPTABLE, desc = "the two did not meet")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "it waits for ever")
  @State
  public static class WorkForALoopThatRests {
    final Rest rest = new Rest();
    final Loop loop =
        new Loop(
            new SteppedAxon(0),
            "loop",
            true,
            rest,
            new LoopClock.Virtual(null),
            new RunQueue(null));

    /** Another thread. */
    @Actor
    public void giver() {
      loop.post(() -> {});
      rest.given = true;
    }

    /** The loop's thread. */
    @Actor
    public void rester() {
      loop.poll();
    }

    /** What came of it. */
    @Arbiter
    public void after(II_Result result) {
      result.r1 = rest.waited;
      result.r2 = rest.woken ? 1 : 0;
    }
  }

  /** Waits until somebody has given work and had the time to wake it. */
  private static final class Rest implements Poller {
    private static final int PATIENCE = 10_000;

    volatile boolean given;
    volatile boolean woken;
    int waited;

    @Override
    public void poll(long nanos) {
      if (nanos != 0) {
        for (int i = 0; i < PATIENCE && !given; i++) {
          Thread.onSpinWait();
        }
        waited = given ? 1 : 2;
      }
    }

    @Override
    public void wakeup() {
      woken = true;
    }

    @Override
    public void close() {}
  }
}
