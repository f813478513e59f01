package org.kamaelia.testbed.sim;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Two sides of a connection, and what is between them, in the hands of a test. */
final class TcpPair {
  static final Duration DELAY = Duration.ofMillis(10);

  final EventQueue queue = new EventQueue();
  final List<String> log = new ArrayList<>();
  long now;
  @Nullable Tcp near;
  @Nullable Tcp far;

  /** What is lost on the way. */
  Predicate<Segment> loses = segment -> false;

  /** How long each takes, in nanoseconds. */
  ToLongFunction<Segment> delay = segment -> DELAY.toNanos();

  /** What comes twice. */
  Predicate<Segment> doubles = segment -> false;

  /** Whether the far side answers to a SYN, or knows nothing of it. */
  boolean listens = true;

  final TcpSettings nearSettings;
  final TcpSettings farSettings;
  final Flow flow = new Flow(Flow.TCP, at("10.0.0.1", 1000), at("10.0.0.2", 7), null, null);

  /** Sequence numbers wrap soon. */
  int nearInitial = -3000;

  int farInitial = Integer.MAX_VALUE - 3000;

  TcpPair() {
    this(TcpSettings.LINUX, TcpSettings.LINUX);
  }

  TcpPair(TcpSettings nearSettings, TcpSettings farSettings) {
    this.nearSettings = nearSettings;
    this.farSettings = farSettings;
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  TcpPair connect() {
    near =
        Tcp.connect(
            flow,
            nearSettings,
            nearSettings.congestionControl().get(),
            nearInitial,
            this::carry,
            now);
    return this;
  }

  /** Connects, and goes on until both sides are there. */
  TcpPair open() {
    connect();
    run(Duration.ofMillis(100));
    return this;
  }

  Tcp near() {
    return Objects.requireNonNull(near);
  }

  Tcp far() {
    return Objects.requireNonNull(far);
  }

  void carry(Segment segment) {
    boolean toFar = segment.flow.equals(flow);
    boolean lost = loses.test(segment);
    log.add(
        "%d %s %s%s"
            .formatted(
                now / 1_000_000,
                toFar ? ">" : "<",
                segment.toString().replaceFirst(".*\\[", "["),
                lost ? " lost" : ""));
    if (!lost) {
      queue.add(now + delay.applyAsLong(segment), () -> arrive(segment, toFar));
      if (doubles.test(segment)) {
        queue.add(now + delay.applyAsLong(segment), () -> arrive(segment, toFar));
      }
    }
  }

  private void arrive(Segment segment, boolean atFar) {
    Tcp there = atFar ? far : near;
    boolean opens = (segment.flags & (Segment.SYN | Segment.ACK)) == Segment.SYN;
    if (there != null && there.state() != Tcp.State.CLOSED) {
      there.receive(segment, now);
    } else if (atFar && far == null && opens && listens) {
      far =
          Tcp.answer(
              segment.flow.reverse(),
              farSettings,
              farSettings.congestionControl().get(),
              farInitial,
              this::carry,
              segment,
              now);
    } else if (!segment.has(Segment.RST)) {
      carry(Tcp.reset(segment.flow.reverse(), segment));
    }
  }

  /** Lets time pass. */
  void run(Duration time) {
    long end = now + time.toNanos();
    while (step(end)) {
      // go on
    }
    now = end;
  }

  /** What is next, if it is not after the end. */
  private boolean step(long end) {
    long next = queue.next();
    long first = deadline(near);
    long second = deadline(far);
    long at = Math.min(next, Math.min(first, second));
    if (at > end || at == Long.MAX_VALUE) {
      return false;
    }
    now = Math.max(now, at);
    if (at == next) {
      queue.take().run();
    } else if (at == first) {
      near().tick(now);
    } else {
      far().tick(now);
    }
    return true;
  }

  private static long deadline(@Nullable Tcp side) {
    return side == null ? Long.MAX_VALUE : side.deadline();
  }

  void say(Tcp side, byte[] bytes) {
    side.write(ByteBuffer.wrap(bytes), bytes.length, now);
  }

  void say(Tcp side, int bytes) {
    say(side, new byte[bytes]);
  }

  byte[] hear(Tcp side) {
    byte[] bytes = new byte[side.readable()];
    side.read(Math.max(1, bytes.length), now).get(bytes);
    return bytes;
  }

  /** Sends all, while the other side reads, within some time; what was heard. */
  byte[] transfer(Tcp from, Tcp to, byte[] bytes, Duration within) {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    long end = now + within.toNanos();
    do {
      int room = Math.min(from.room(), rest.remaining());
      if (room > 0) {
        from.write(rest, room, now);
      }
      if (to.readable() > 0) {
        heard.writeBytes(hear(to));
      }
    } while (heard.size() < bytes.length && step(end));
    return heard.toByteArray();
  }

  /** The segments that were sent since the log was cleared, without their times. */
  List<String> sent() {
    return log.stream().map(line -> line.replaceFirst("^\\d+ ", "")).toList();
  }
}
