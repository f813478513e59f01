package org.kamaelia.testbed;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.axon.Wait;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.record.Dump;
import org.kamaelia.record.Replay;

/**
 * The peer of one protocol, for tests: no network, no container, virtual time.
 *
 * {@snippet :
 * try (var peer = ProtocolTester.of(new Echo())) {
 *   peer.send("hello").expect("hello");
 *   peer.finish().expectEnd();
 * }
 * }
 *
 * <p>Each call, that which connects included, lets the protocol run until it waits for the peer or
 * for time, which moves only in {@link #advance}. The limits between the two are those of a
 * server's connection: each {@code send} is one message, of at most 64 KiB; the peer reads some 64
 * KiB ahead of what the test takes, and then the protocol has to wait.
 *
 * <p>What is not as expected is an {@link AssertionError} that shows both, the seed, and the time
 * line of the conversation. So is a failure of the protocol that the test did not expect: {@link
 * #close} throws it at the latest.
 *
 * <p>Threading: used by the thread that made it, and no other.
 */
public final class ProtocolTester implements AutoCloseable, Replay.Stage {
  /** Rounds of turns, at one moment, after which a protocol is taken to be running in circles. */
  private static final int ROUNDS = 10_000;

  private final SteppedAxon axon;
  private final Group group;
  private final TimeLine line;
  private final Peer peer;
  private final Thread thread = Thread.currentThread();
  private boolean ended;
  private @Nullable Throwable failure;
  private boolean failureIsKnown;

  private ProtocolTester(ProtocolFactory factory, Connection connection, SteppedAxon axon) {
    this.axon = axon;
    group = axon.group("%s/conn[%d]".formatted(connection.listener(), connection.id()));
    line = new TimeLine(axon.clock());
    peer = new Peer(factory, connection, group, line);
    group.ended().whenComplete((nothing, cause) -> ended(cause));
    group.activate(peer);
  }

  /** Connects to a component. */
  public static ProtocolTester of(Component<ByteBuffer, ByteBuffer> protocol) {
    return of(connection -> protocol);
  }

  /** Connects to a component that a factory makes. */
  public static ProtocolTester of(ProtocolFactory factory) {
    return of(factory, new TestConnection(1), new SteppedAxon(1));
  }

  /**
   * Connects to a component that a factory makes, in a system with a seed and a time of the test's
   * choice, in which others may run as well.
   *
   * @param factory makes the component
   * @param connection what the factory is given; its number should be new in that system
   * @param axon where the component runs; used by this thread only
   */
  public static ProtocolTester of(
      ProtocolFactory factory, Connection connection, SteppedAxon axon) {
    return new ProtocolTester(factory, connection, axon).settle();
  }

  // What the peer does.

  /** Sends text, as UTF-8. */
  public ProtocolTester send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends bytes. What the protocol does not take stays on the way; what comes after its end is
   * thrown away.
   *
   * @throws IllegalStateException if this side was ended before
   */
  @Override
  public ProtocolTester send(byte[] bytes) {
    if (peer.saysNoMore()) {
      throw new IllegalStateException("the peer has ended its side and cannot send");
    }
    line.add("peer -> protocol", bytes);
    peer.send(bytes);
    return settle();
  }

  /** Ends the peer's side, after what it sent: a half close. It still reads. */
  @Override
  public ProtocolTester end() {
    line.add("peer", "ends its side");
    peer.endSide();
    return settle();
  }

  /** Resets the connection: neither side gets anything more. */
  @Override
  public ProtocolTester reset() {
    line.add("peer", "resets the connection");
    peer.reset();
    return settle();
  }

  /** Reads nothing more, so that the protocol soon has to wait. */
  public ProtocolTester stopReading() {
    line.add("peer", "stops reading");
    peer.reading(false);
    return this;
  }

  /** Reads on, after {@link #stopReading}. */
  public ProtocolTester readOn() {
    line.add("peer", "reads on");
    peer.reading(true);
    return settle();
  }

  // What the server and the world do.

  /** Lets virtual time pass, and runs all that happens meanwhile. */
  @Override
  public ProtocolTester advance(Duration time) {
    settle();
    axon.advance(time);
    return settle();
  }

  /** The virtual time. */
  public Instant now() {
    return axon.clock().instant();
  }

  /** Tells the protocol to finish within ten seconds of virtual time; see {@link #finish}. */
  public ProtocolTester finish() {
    return finish(Peer.FINISH);
  }

  /**
   * Tells the protocol to finish, as a server does before it closes or takes another version: a
   * {@link org.kamaelia.axon.Signal.Shutdown}, or the end of its inbox if it does not look for
   * signals.
   *
   * @param within the time after which it is stopped by force
   */
  public ProtocolTester finish(Duration within) {
    line.add("server", "tells it to finish within " + within.toMillis() + " ms");
    group.shutdown(within, "told to finish");
    return settle();
  }

  // What is expected of the protocol.

  /** Expects text next, as UTF-8; see {@link #expect(byte[])}. */
  public ProtocolTester expect(String text) {
    return expect(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Expects these bytes next, and takes them. What follows is left for later. */
  public ProtocolTester expect(byte[] expected) {
    byte[] seen = read(expected.length);
    if (!Arrays.equals(expected, seen)) {
      throw failed(
          "expected %s, came %s%n%s"
              .formatted(
                  Dump.count(expected.length, "byte"),
                  Dump.count(seen.length + peer.waiting(), "byte"),
                  Dump.difference(expected, seen)));
    }
    return this;
  }

  /** Expects that nothing has come that was not taken. */
  public ProtocolTester expectNothing() {
    settle();
    if (peer.waiting() > 0) {
      throw failed("expected nothing, came " + came());
    }
    if (failure != null) {
      throw failed("expected that the protocol goes on");
    }
    return this;
  }

  /** Takes all that has come and was not taken, up to some 64 KiB; empty if nothing has. */
  @Override
  public byte[] take() {
    settle();
    byte[] taken = peer.take(Integer.MAX_VALUE);
    settle();
    return taken;
  }

  /** Expects so many bytes at least, and takes them. */
  public byte[] take(int count) {
    byte[] taken = read(count);
    if (taken.length < count) {
      throw failed("expected %d bytes, came %d".formatted(count, taken.length));
    }
    return taken;
  }

  /**
   * Expects that the protocol has ended normally: everything was taken, and nothing that it started
   * is left.
   */
  public ProtocolTester expectEnd() {
    settle();
    if (failure != null) {
      throw failed("expected the end");
    }
    if (peer.waiting() > 0) {
      throw failed("expected the end, came " + came());
    }
    if (!ended) {
      throw failed("expected the end, but there is still " + String.join(", and ", left()));
    }
    if (!peer.isOver()) {
      throw failed("expected the end, but it had to be stopped");
    }
    return this;
  }

  /**
   * Expects that the protocol has failed.
   *
   * @param type the type of the cause
   * @return the cause
   */
  public <T extends Throwable> T expectFailure(Class<T> type) {
    settle();
    if (!type.isInstance(failure)) {
      throw failed("expected a failure with " + type.getName());
    }
    failureIsKnown = true;
    return type.cast(failure);
  }

  /**
   * Ends the conversation by force.
   *
   * @throws AssertionError if the protocol has failed and nobody has asked, or cannot be stopped
   */
  @Override
  public void close() {
    group.stop("the test is over");
    settle();
    if (!ended) {
      throw failed("these cannot be stopped: " + left());
    }
    if (failure != null && !failureIsKnown) {
      throw failed("the protocol failed");
    }
  }

  // For the contract.

  /** Sends and ends the peer's side at once, so that the protocol finds both together. */
  ProtocolTester sendLast(byte[] bytes) {
    line.add("peer -> protocol", bytes);
    peer.send(bytes);
    return end();
  }

  /** Whether the protocol does not take what was sent. */
  boolean isMadeToWait() {
    return peer.hasUnsent();
  }

  /** Whether nothing of the protocol is left. */
  boolean hasEnded() {
    return ended;
  }

  /** How many bytes the protocol has got rid of that the test has not taken, read or not. */
  long unread() {
    return peer.unread();
  }

  /** The error to throw: what is wrong, and all one needs to know to see why. */
  @Override
  public AssertionError failed(String what) {
    failureIsKnown = true;
    return new AssertionError(
        "%s%n%sthe conversation, with seed %d:%n%s"
            .formatted(
                what.stripTrailing(),
                failure == null ? "" : "the protocol has failed: " + failure + "\n",
                axon.seed(),
                line),
        failure);
  }

  private void ended(@Nullable Throwable cause) {
    ended = true;
    failure = cause instanceof CompletionException wrapped ? wrapped.getCause() : cause;
    line.add("protocol", failure == null ? "has ended" : "fails: " + failure);
  }

  /** Runs until all wait for the peer or for time. */
  private ProtocolTester settle() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException(
          "made by %s, used by %s".formatted(thread, Thread.currentThread()));
    }
    int rounds = 0;
    while (axon.step() || peer.lookAfterProtocol()) {
      if (++rounds > ROUNDS) {
        throw failed("the protocol runs in circles");
      }
    }
    return this;
  }

  /** Takes so many bytes, or fewer if no more come. */
  private byte[] read(int count) {
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    int before = -1;
    while (taken.size() > before) {
      before = taken.size();
      settle();
      taken.writeBytes(peer.take(count - taken.size()));
    }
    return taken.toByteArray();
  }

  private String came() {
    String count = Dump.count(peer.waiting(), "byte");
    return count + ": " + Dump.text(peer.take(80)) + (peer.waiting() > 0 ? "..." : "");
  }

  /** What the protocol has started and not ended, and where it waits. */
  private List<String> left() {
    return axon.topology().components().stream()
        .filter(component -> component.group().equals(group.name()))
        .filter(component -> !component.name().equals(peer.name()))
        .map(ProtocolTester::describe)
        .toList();
  }

  private static String describe(ComponentInfo component) {
    return component.waitsFor() instanceof Wait.Nothing
        ? component.name()
        : component.name() + " (waits for " + component.waitsFor() + ")";
  }
}
