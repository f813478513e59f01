package org.kamaelia.testbed.sim;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.TcpInfo;

/**
 * One side of a TCP connection, RFC 9293: a state machine, apart from hosts, loops and clocks. It
 * is told what comes, what is written, and that time has passed; it sends segments. The time is in
 * nanoseconds.
 */
final class Tcp {
  private static final int SYN_RETRIES = 6;
  private static final int RETRIES = 15;

  /** The states of RFC 9293, section 3.3.2; who listens is not a connection. */
  enum State {
    SYN_SENT,
    SYN_RECEIVED,
    ESTABLISHED,
    FIN_WAIT_1,
    FIN_WAIT_2,
    CLOSE_WAIT,
    CLOSING,
    LAST_ACK,
    TIME_WAIT,
    CLOSED;

    /** As netstat names it. */
    String netstat() {
      return switch (this) {
        case SYN_RECEIVED -> "SYN_RECV";
        case FIN_WAIT_1 -> "FIN_WAIT1";
        case FIN_WAIT_2 -> "FIN_WAIT2";
        default -> name();
      };
    }
  }

  final Flow flow;
  private TcpSettings settings;
  private final Consumer<Segment> wire;
  private final int initialSend;
  private final TcpSender sender;
  private final TcpReceiver receiver;

  /** Whether it wants to take part in ECN. */
  private final boolean asksForMarks;

  private State state;
  private int initialReceive;
  private @Nullable Handshake agreed;
  private @Nullable IOException failure;

  /** What to send again until the handshake is done. */
  private int opening;

  /** When to, or when a state that only waits is over. */
  private long stateAt = TcpSender.NEVER;

  private int tries;
  private long openedAt;
  private long now;

  /** The peer's latest timestamp, to be echoed. */
  private int recent;

  private final KeepAlive keepAlive = new KeepAlive();

  /** Nobody reads any more. */
  private boolean deserted;

  private Tcp(
      Flow flow,
      TcpSettings settings,
      CongestionControl control,
      int initialSend,
      Consumer<Segment> wire,
      State state) {
    this.flow = flow;
    this.settings = settings;
    this.wire = wire;
    this.initialSend = initialSend;
    this.state = state;
    asksForMarks = settings.ecn() || control.isScalable();
    sender = new TcpSender(this, control, settings.minRto().toNanos());
    receiver = new TcpReceiver(settings.receiveBuffer(), settings.delayedAck().toNanos());
  }

  /**
   * Begins to open a connection.
   *
   * @param flow from here to there
   * @param initial the initial sequence number
   */
  static Tcp connect(
      Flow flow,
      TcpSettings settings,
      CongestionControl control,
      int initial,
      Consumer<Segment> wire,
      long now) {
    Tcp tcp = new Tcp(flow, settings, control, initial, wire, State.SYN_SENT);
    tcp.now = now;
    tcp.open(Segment.SYN | (tcp.asksForMarks ? Segment.ECE | Segment.CWR : 0));
    return tcp;
  }

  /** Answers to a SYN; takes part in ECN if the peer asks for it, as Linux does. */
  static Tcp answer(
      Flow flow,
      TcpSettings settings,
      CongestionControl control,
      int initial,
      Consumer<Segment> wire,
      Segment syn,
      long now) {
    Tcp tcp = new Tcp(flow, settings, control, initial, wire, State.SYN_RECEIVED);
    tcp.now = now;
    boolean marks = syn.has(Segment.ECE) && syn.has(Segment.CWR);
    tcp.agree(syn, marks);
    tcp.open(Segment.SYN | Segment.ACK | (marks ? Segment.ECE : 0));
    return tcp;
  }

  // What the connection's owner asks.

  State state() {
    return state;
  }

  boolean isOpening() {
    return state == State.SYN_SENT || state == State.SYN_RECEIVED;
  }

  /** Why there is no connection; null if there is, or it came to its proper end. */
  @Nullable IOException failure() {
    return failure;
  }

  /** How many bytes a write would take. */
  int room() {
    return sender.isEnding() || state == State.CLOSED
        ? 0
        : Math.max(0, settings.sendBuffer() - sender.queued());
  }

  long unsent() {
    return sender.unsent();
  }

  int unacknowledged() {
    return sender.queued();
  }

  int readable() {
    return receiver.readable();
  }

  /** Whether nothing will come any more but what can be read. */
  boolean isInputOver() {
    return receiver.isEnded();
  }

  boolean isOutputOver() {
    return sender.isEnding();
  }

  void write(ByteBuffer from, int bytes, long at) {
    now = at;
    sender.write(from, bytes);
    push();
  }

  ByteBuffer read(int most, long at) {
    now = at;
    ByteBuffer read = receiver.read(most);
    if (state != State.CLOSED && receiver.hasRoomToTell()) {
      acknowledge();
    }
    return read;
  }

  /** Ends what is sent, after all that was written. */
  void endOutput(long at) {
    now = at;
    sender.end();
    push();
  }

  /** As {@link #endOutput}; and what still comes is not wanted, RFC 9293, section 3.6.1. */
  void close(long at) {
    now = at;
    if (state == State.SYN_SENT) {
      over(null);
    } else if (receiver.readable() > 0) {
      abort(at); // RFC 1122, section 4.2.2.13: else the peer believes that it was read
    } else {
      deserted = true;
      endOutput(at);
      restIfOver();
    }
  }

  /** Cuts the connection, RFC 9293, section 3.10.5. */
  void abort(long at) {
    now = at;
    if (state != State.SYN_SENT && state != State.TIME_WAIT && state != State.CLOSED) {
      Segment reset = segment(sender.nxt());
      reset.flags = Segment.RST | Segment.ACK;
      send(reset);
    }
    over(null);
  }

  /** The connection is no more, and why. */
  void fail(IOException cause) {
    over(cause);
  }

  void noDelay(boolean on, long at) {
    now = at;
    sender.noDelay = on;
    push();
  }

  /** Takes other buffers from now on; what was told of the old one stays. */
  void buffers(TcpSettings changed) {
    settings = settings.withBuffers(changed.sendBuffer(), changed.receiveBuffer());
    receiver.buffer(settings.receiveBuffer());
  }

  void keepAlive(boolean on) {
    keepAlive.turn(on);
  }

  /** A packet of so many bytes was too large for the path, RFC 1191. */
  void tooLarge(int most, long at) {
    now = at;
    if (agreed != null) {
      sender.limit(Math.max(48, most - (flow.isIpv6() ? 60 : 40) - (agreed.stamps() ? 12 : 0)));
      push();
    }
  }

  // What comes.

  /** Looks at a segment of this connection: RFC 9293, section 3.10.7. */
  void receive(Segment segment, long at) {
    now = at;
    keepAlive.heard(at);
    sender.heard();
    switch (state) {
      case CLOSED -> {}
      case SYN_SENT -> answered(segment);
      default -> arrived(segment);
    }
  }

  /** Section 3.10.7.3. */
  private void answered(Segment segment) {
    boolean acknowledges = segment.has(Segment.ACK);
    if (acknowledges && segment.acknowledgment != initialSend + 1) {
      if (!segment.has(Segment.RST)) {
        send(reset(segment));
      }
    } else if (segment.has(Segment.RST)) {
      if (acknowledges) {
        over(new ConnectException("Connection refused"));
      }
    } else if (segment.has(Segment.SYN)) {
      boolean marks = asksForMarks && segment.has(Segment.ECE) && !segment.has(Segment.CWR);
      agree(segment, marks);
      if (acknowledges) {
        opened(segment);
        receiver.acknowledgeNow();
        push();
      } else {
        state = State.SYN_RECEIVED;
        open(Segment.SYN | Segment.ACK);
      }
    }
  }

  private void arrived(Segment segment) {
    long position = nearest(segment.sequence - initialReceive, receiver.expected());
    if (!isAcceptable(segment, position)) {
      if (state == State.SYN_RECEIVED && segment.has(Segment.SYN) && !segment.has(Segment.ACK)) {
        sendOpening(); // the answer was lost
      } else if (!segment.has(Segment.RST)) {
        acknowledge();
      }
      return;
    }
    if (segment.has(Segment.RST)) {
      if (position == receiver.expected()) {
        wasReset();
      } else {
        acknowledge(); // RFC 5961, section 3: a challenge
      }
      return;
    }
    if (segment.has(Segment.SYN)) {
      acknowledge(); // RFC 5961, section 4
      return;
    }
    if (!segment.has(Segment.ACK)) {
      return;
    }
    if (segment.stamped && position <= receiver.expected()) {
      recent = segment.stamp;
    }
    if (state == State.SYN_RECEIVED) {
      if (segment.acknowledgment != initialSend + 1) {
        send(reset(segment));
        return;
      }
      opened(segment);
    }
    long acknowledged = position(segment.acknowledgment, sender.una());
    if (!sender.acknowledged(segment, acknowledged, position, now)) {
      acknowledge();
      return;
    }
    acknowledgedEnd();
    if (segment.span() > 0) {
      data(segment, position);
    }
    push();
  }

  /** Section 3.10.7.4: some of it is what may come now. */
  private boolean isAcceptable(Segment segment, long position) {
    long expected = receiver.expected();
    long edge = receiver.edge();
    int span = segment.span();
    if (segment.count == 0 && position == expected) {
      return true; // and so is an end that finds no room
    }
    return span == 0
        ? expected < position && position <= edge
        : position < edge && position + span > expected;
  }

  private void data(Segment segment, long position) {
    boolean more = segment.count > 0 && position + segment.count > receiver.expected();
    if (deserted && more) {
      // Nobody will ever read it, and the peer is to know.
      send(reset(segment));
      over(null);
      return;
    }
    if (receiver.turns(segment)) {
      acknowledge();
    }
    boolean ended = receiver.isEnded();
    receiver.take(segment, position, now, sender.roundTrip.smoothed());
    if (!ended && receiver.isEnded()) {
      switch (state) {
        case ESTABLISHED -> state = State.CLOSE_WAIT;
        case FIN_WAIT_1 -> state = State.CLOSING;
        case FIN_WAIT_2 -> rest();
        default -> {}
      }
    } else if (state == State.TIME_WAIT) {
      rest();
    }
  }

  private void acknowledgedEnd() {
    if (!sender.isEndAcknowledged()) {
      return;
    }
    switch (state) {
      case FIN_WAIT_1 -> {
        state = State.FIN_WAIT_2;
        restIfOver();
      }
      case CLOSING -> rest();
      case LAST_ACK -> over(null);
      default -> {}
    }
  }

  /** Who closed and hears no end from the peer does not wait for ever. */
  private void restIfOver() {
    if (state == State.FIN_WAIT_2 && deserted && stateAt == TcpSender.NEVER) {
      stateAt = now + settings.timeWait().toNanos();
    }
  }

  private void rest() {
    state = State.TIME_WAIT;
    stateAt = now + settings.timeWait().toNanos();
  }

  private void wasReset() {
    over(
        state == State.SYN_RECEIVED
            ? new ConnectException("Connection refused")
            : new SocketException("Connection reset"));
  }

  private void over(@Nullable IOException cause) {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      failure = cause;
      sender.close();
      if (cause != null || deserted) {
        receiver.close();
      }
      stateAt = TcpSender.NEVER;
    }
  }

  // How it begins.

  private void agree(Segment syn, boolean marks) {
    agreed = Handshake.of(settings, syn, marks);
    initialReceive = syn.sequence;
    recent = syn.stamp;
    receiver.begin(agreed);
  }

  private void open(int flags) {
    opening = flags;
    openedAt = now;
    tries = 0;
    sendOpening();
  }

  private void sendOpening() {
    Segment syn = new Segment(flow);
    syn.flags = opening;
    syn.sequence = initialSend;
    syn.mss = settings.mss();
    boolean answers = agreed != null;
    if ((opening & Segment.ACK) != 0) {
      receiver.tell(syn, initialReceive);
    }
    syn.window = Math.min(65535, settings.receiveBuffer()); // never scaled
    syn.scale =
        answers && agreed != null && agreed.receiveScale() == 0 && agreed.sendScale() == 0
            ? -1
            : Handshake.scale(settings.receiveBuffer());
    syn.sackPermitted = agreed == null ? settings.sack() : agreed.sacks();
    syn.stamped = agreed == null ? settings.timestamps() : agreed.stamps();
    stamp(syn);
    stateAt = now + (1_000_000_000L << tries);
    send(syn);
  }

  private void opened(Segment segment) {
    Handshake both = agreed;
    assert both != null : "a SYN has come";
    state = State.ESTABLISHED;
    stateAt = TcpSender.NEVER;
    long window =
        segment.has(Segment.SYN) ? segment.window : (long) segment.window << both.sendScale();
    sender.begin(both, settings.initialWindow(), window, now);
    if (tries == 0) {
      long took = Math.max(1, now - openedAt);
      sender.roundTrip.sample(took, took);
    }
  }

  // What goes out.

  /** Sends what may be sent, and acknowledges what must be. */
  private void push() {
    if (agreed == null || isOpening() || state == State.CLOSED) {
      return;
    }
    if (state != State.TIME_WAIT && state != State.FIN_WAIT_2) {
      sender.transmit(now);
      if (sender.isEndSent()) {
        if (state == State.ESTABLISHED) {
          state = State.FIN_WAIT_1;
        } else if (state == State.CLOSE_WAIT) {
          state = State.LAST_ACK;
        }
      }
    }
    if (receiver.mustAcknowledge()) {
      acknowledge();
    }
  }

  private void acknowledge() {
    if (!isOpening() && state != State.CLOSED) {
      send(segment(sender.nxt()));
    } else if (state == State.SYN_RECEIVED) {
      Segment ack = new Segment(flow);
      ack.flags = Segment.ACK;
      ack.sequence = initialSend + 1;
      receiver.tell(ack, initialReceive);
      stamp(ack);
      send(ack);
    }
  }

  /** A segment from a position on, with what each tells: an acknowledgement, as it is. */
  Segment segment(long position) {
    Segment segment = new Segment(flow);
    segment.flags = Segment.ACK;
    segment.sequence = (int) (initialSend + position);
    if (agreed != null && agreed.stamps()) {
      segment.stamped = true;
      stamp(segment);
    }
    receiver.tell(segment, initialReceive);
    return segment;
  }

  private void stamp(Segment segment) {
    if (segment.stamped) {
      segment.stamp = (int) (now / 1_000_000);
      segment.echo = recent;
    }
  }

  void send(Segment segment) {
    wire.accept(segment);
  }

  /** What to answer to a segment that belongs to no connection, RFC 9293, section 3.10.7.1. */
  private Segment reset(Segment to) {
    return reset(flow, to);
  }

  static Segment reset(Flow back, Segment to) {
    Segment reset = new Segment(back);
    if (to.has(Segment.ACK)) {
      reset.flags = Segment.RST;
      reset.sequence = to.acknowledgment;
    } else {
      reset.flags = Segment.RST | Segment.ACK;
      reset.acknowledgment = to.sequence + to.span();
    }
    return reset;
  }

  /** Where in our stream a sequence number is. */
  long position(int sequence, long near) {
    return nearest(sequence - initialSend, near);
  }

  /** Of the positions that end in these 32 bits the nearest one: RFC 9293, section 3.4. */
  private static long nearest(int low, long near) {
    return near + (low - (int) near);
  }

  // Time.

  /** When {@link #tick} has something to do; {@link Long#MAX_VALUE} for never. */
  long deadline() {
    return Math.min(
        Math.min(aliveAt(), stateAt),
        isOpening() ? TcpSender.NEVER : Math.min(sender.deadline(), receiver.deadline()));
  }

  private long aliveAt() {
    return state == State.ESTABLISHED ? keepAlive.deadline() : TcpSender.NEVER;
  }

  /** Time has passed. */
  void tick(long at) {
    now = at;
    if (stateAt <= at) {
      stateAt = TcpSender.NEVER;
      stateOver();
    }
    if (state == State.CLOSED || isOpening()) {
      return;
    }
    if (sender.deadline() <= at) {
      sender.tick(at);
      if (sender.unanswered() > RETRIES) {
        over(new SocketException("Connection timed out"));
        return;
      }
    }
    receiver.tick(at);
    if (aliveAt() <= at) {
      if (!keepAlive.asks()) {
        over(new SocketException("Connection timed out"));
        return;
      }
      send(segment(sender.una() - 1));
    }
    push();
  }

  private void stateOver() {
    if (!isOpening()) {
      over(null);
    } else if (++tries > SYN_RETRIES) {
      over(new ConnectException("Connection timed out"));
    } else {
      sendOpening();
    }
  }

  /** As the system tells it. */
  TcpInfo info() {
    RoundTrip trip = sender.roundTrip;
    int mss = sender.mss();
    return new TcpInfo(
        Duration.ofNanos(trip.smoothed()),
        Duration.ofNanos(trip.variance()),
        Duration.ofNanos(trip.min() == Long.MAX_VALUE ? 0 : trip.min()),
        Duration.ofNanos(trip.timeout()),
        (int) Math.min(Integer.MAX_VALUE, sender.window() / mss),
        (int) Math.min(Integer.MAX_VALUE, sender.control().threshold() / mss),
        mss,
        mss + (flow.isIpv6() ? 60 : 40) + (agreed != null && agreed.stamps() ? 12 : 0),
        sender.segments(),
        trip.backoff(),
        sender.resentSegments(),
        sender.control().pacing() == 0 ? -1 : sender.control().pacing(),
        sender.deliveryRate(),
        sender.una() - 1,
        receiver.received(),
        sender.sentBytes(),
        sender.resentBytes(),
        sender.unsent());
  }
}
