package org.kamaelia.testbed.sim;

import java.nio.ByteBuffer;
import org.kamaelia.link.Ecn;

/**
 * The sending half of a connection that is there: what is sent when, and sent again. Positions
 * count the bytes of the stream from 1; the SYN has 0, and the FIN the one after the last byte.
 */
final class TcpSender implements CongestionControl.Sight {
  static final long NEVER = Long.MAX_VALUE;
  private static final int DUPLICATES = 3;

  private enum Phase {
    OPEN,
    RECOVERY,
    /** After a time-out. */
    LOSS
  }

  private final Tcp tcp;
  private final SendQueue queue = new SendQueue(1);
  private final Scoreboard board = new Scoreboard(1);
  private final CongestionControl control;
  private final boolean scalable;
  final RoundTrip roundTrip;
  private int mss = 536;
  private int scale;
  private boolean sacks;
  private boolean marks;
  private long now;

  private long una = 1;
  private long nxt = 1;
  private long peersWindow;
  private long largestWindow;

  /** Where the segment came from that told of the window last. */
  private long windowSequence;

  private boolean ending;
  private boolean endSent;

  private Phase phase = Phase.OPEN;

  /** When all before it is acknowledged, the recovery is over. */
  private long recoveryPoint;

  private final RateReduction reduction = new RateReduction();
  private final Pacer pacer = new Pacer();
  private final TailProbe tail = new TailProbe();

  /** Duplicate acknowledgements, where the peer has no SACK. */
  private int duplicates;

  /** No second reduction for marks before this is acknowledged. */
  private long markedPoint;

  /** The peer is to be told that its echo was heard. */
  private boolean reduced;

  private boolean limited;

  /** What was sent before so much was delivered, was sent when there was nothing more to send. */
  private long starvedUntil;

  private long resendAt = NEVER;
  private long probeAt = NEVER;
  private long paceAt = NEVER;

  /** When something that was overtaken is lost. */
  private long lossAt = NEVER;

  // Figures.
  private long resentBytes;
  private long sentBytes;
  private int resentSegments;
  boolean noDelay = true;
  private int probes;

  /** Probes since anything was heard. */
  private int unanswered;

  TcpSender(Tcp tcp, CongestionControl control, long minRto) {
    this.tcp = tcp;
    this.control = control;
    scalable = control.isScalable();
    roundTrip = new RoundTrip(minRto);
  }

  /** The connection is there. */
  void begin(Handshake agreed, int initialWindow, long window, long at) {
    now = at;
    mss = agreed.payload();
    scale = agreed.sendScale();
    sacks = agreed.sacks();
    marks = agreed.marks();
    peersWindow = window;
    largestWindow = window;
    control.begin(this, (long) initialWindow * mss);
  }

  // What the connection writes.

  /** Bytes that are not acknowledged. */
  int queued() {
    return queue.size();
  }

  /** Bytes that were never sent. */
  long unsent() {
    return Math.max(0, queue.end() - nxt);
  }

  void write(ByteBuffer from, int bytes) {
    queue.write(from, bytes);
  }

  /** Nothing more will be written. */
  void end() {
    ending = true;
  }

  boolean isEnding() {
    return ending;
  }

  /** Whether the peer has acknowledged the end. */
  boolean isEndAcknowledged() {
    return endSent && una > queue.end();
  }

  boolean isEndSent() {
    return endSent;
  }

  long una() {
    return una;
  }

  long nxt() {
    return nxt;
  }

  /** All data that was sent is acknowledged. */
  boolean isIdle() {
    return board.isEmpty();
  }

  /** No packet is to be larger from now on, RFC 1191. */
  void limit(int payload) {
    if (payload < mss) {
      mss = payload;
      // What is under way is sent anew, in segments that fit.
      board.clear();
      nxt = una;
      endSent = false;
      tail.clear();
      resendAt = NEVER;
      lossAt = NEVER;
      phase = Phase.OPEN;
    }
  }

  // What comes in.

  /**
   * Looks at an acknowledgement.
   *
   * @return false if it is of what was never sent
   */
  boolean acknowledged(Segment segment, long position, long sequence, long at) {
    now = at;
    if (position > nxt) {
      return false;
    }
    final long before = una;
    final long deliveredBefore = board.delivered();
    board.look(roundTrip.min());
    if (sacks) {
      sacked(segment);
    }
    if (position > una) {
      board.acknowledge(position, now);
      una = position;
      queue.release(position);
    }
    final boolean sameWindow = position < una || !window(segment, sequence);
    final long acked = una - before;
    if (board.rtt(now) >= 0) {
      roundTrip.sample(board.rtt(now), board.shortestRtt(now));
    }
    if (acked > 0) {
      roundTrip.progress();
      probes = 0;
      resendAt = board.isEmpty() ? NEVER : now + roundTrip.timeout();
    }
    boolean lost = losses(segment, acked, sameWindow);
    if (tail.hasRepaired(una, acked == 0 && segment.span() == 0) && !lost) {
      control.congested(this);
    }
    phase(acked, lost);
    if (acked > 0) {
      armTail();
    }
    long delivered = board.delivered() - deliveredBefore;
    echo(segment, delivered);
    if (phase == Phase.RECOVERY && !control.recovers()) {
      if (delivered > 0) {
        reduction.acknowledged(delivered, acked > 0 && !lost, board.inFlight(), mss);
      }
    } else if (control.recovers() ? delivered > 0 : acked > 0) {
      // What arrived now, and not what a gap that is filled lets be acknowledged: that counted when
      // it arrived.
      control.acknowledged(this, delivered);
    }
    return true;
  }

  private void sacked(Segment segment) {
    int[] edges = segment.sacks;
    for (int i = 0; edges != null && i < segment.sackEdges; i += 2) {
      long left = tcp.position(edges[i], una);
      long right = tcp.position(edges[i + 1], una);
      if (left >= una && left < right && right <= nxt) {
        board.sack(left, right, now);
      }
    }
  }

  /** Takes the window that the peer tells; false if it is as it was. */
  private boolean window(Segment segment, long sequence) {
    long told = (long) segment.window << scale;
    if (sequence < windowSequence || told == peersWindow) {
      return false;
    }
    windowSequence = sequence;
    peersWindow = told;
    largestWindow = Math.max(largestWindow, told);
    if (told > 0) {
      probeAt = NEVER;
    }
    return true;
  }

  private boolean losses(Segment segment, long acked, boolean sameWindow) {
    if (sacks) {
      return judge();
    }
    if (acked > 0) {
      boolean partial = phase == Phase.RECOVERY && una < recoveryPoint;
      duplicates = partial ? Math.max(0, duplicates - (int) (acked / mss) + 1) : 0;
      return partial && board.loseFirst();
    }
    if (sameWindow && segment.span() == 0 && !board.isEmpty() && ++duplicates == DUPLICATES) {
      return phase == Phase.OPEN && board.loseFirst();
    }
    return false;
  }

  /** RFC 8985, section 6.2, step 4: who has seen no disorder trusts in three duplicates. */
  private boolean judge() {
    boolean trusts = phase != Phase.OPEN || board.sackedSegments() >= DUPLICATES;
    long slack = Math.min(roundTrip.min() / 4, roundTrip.smoothed() / 8);
    boolean lost = board.judge(now, trusts && !board.isReordering() ? 0 : slack);
    lossAt = board.lossAt();
    return lost;
  }

  private void phase(long acked, boolean lost) {
    if (phase != Phase.OPEN && acked > 0 && una >= recoveryPoint) {
      phase = Phase.OPEN;
      duplicates = 0;
    }
    if (phase == Phase.OPEN && lost) {
      long before = control.window();
      control.congested(this);
      reduction.begin(control.window(), before, board.inFlight());
      recoveryPoint = nxt;
      phase = Phase.RECOVERY;
      tail.clear();
    }
  }

  /** The peer has seen a mark of congestion, RFC 3168, section 6.1.2. */
  private void echo(Segment segment, long delivered) {
    if (scalable) {
      if (marks && segment.has(Segment.ECE) && delivered > 0) {
        control.marked(this, delivered);
      }
    } else if (marks && segment.has(Segment.ECE) && phase == Phase.OPEN && una > markedPoint) {
      control.congested(this);
      markedPoint = nxt;
      reduced = true;
    }
  }

  // What goes out.

  private long congestionWindow() {
    return phase == Phase.RECOVERY && !control.recovers() ? reduction.window() : control.window();
  }

  /**
   * Bytes under way as the window counts them. Without SACK, a duplicate acknowledgement is of one
   * that arrived; either way each lets another one go, RFC 3042.
   */
  private long pipe() {
    return Math.max(0, board.inFlight() - (sacks ? 0 : (long) duplicates * mss));
  }

  /** Sends what may be sent now. */
  void transmit(long at) {
    now = at;
    paceAt = NEVER;
    resend();
    long before = nxt;
    boolean sent = true;
    while (sent && (unsent() > 0 || (ending && !endSent))) {
      sent = sendNew(false);
    }
    if (nxt > before) {
      armTail();
    }
    if (unsent() == 0) {
      limited = false;
      if (pipe() < congestionWindow()) {
        starvedUntil = board.delivered() + board.inFlight();
      }
    }
    if (board.isEmpty() && (unsent() > 0 || (ending && !endSent)) && paceAt == NEVER) {
      if (probeAt == NEVER) {
        probeAt = now + Math.min(RoundTrip.MOST, roundTrip.timeout() << Math.min(probes, 10));
      }
    }
  }

  private void resend() {
    for (long lost = board.nextLost(); lost >= 0; lost = board.nextLost()) {
      long start = board.start(lost);
      int span = (int) (board.end(lost) - start);
      if (pipe() + span > congestionWindow() && pipe() > 0) {
        limited = true;
        return;
      }
      if (isPaced(span)) {
        return;
      }
      board.resent(lost, now);
      resentSegments++;
      resentBytes += span;
      send(start, span, true);
    }
  }

  /**
   * One segment that was not sent before; false if none may be sent.
   *
   * @param probes for the loss of others, whatever the window
   */
  private boolean sendNew(boolean probes) {
    long unsent = unsent();
    long room = una + peersWindow - nxt;
    int count = (int) Math.min(Math.min(unsent, mss), Math.max(0, room));
    boolean last = count == unsent;
    boolean withEnd = ending && last;
    if (count == 0 && !withEnd) {
      return false;
    }
    if (count < mss && !withEnd) {
      boolean nagle = noDelay || board.isEmpty();
      if (!(last && nagle) && count < largestWindow / 2) {
        return false; // RFC 9293, section 3.8.6.2.1: nothing silly
      }
    }
    if (!probes && pipe() + count > congestionWindow() && pipe() > 0) {
      limited = true;
      return false;
    }
    if (!probes && isPaced(count)) {
      return false;
    }
    int span = count + (withEnd ? 1 : 0);
    long start = nxt;
    nxt += span;
    endSent |= withEnd;
    board.sent(nxt, now);
    probeAt = NEVER;
    send(start, span, false);
    return true;
  }

  /** As Linux: while nothing is known to be out of order. */
  private void armTail() {
    boolean inOrder = sacks && phase == Phase.OPEN && board.sackedSegments() == 0;
    tail.arm(now, roundTrip.smoothed(), inOrder ? board.segments() : 0, resendAt);
  }

  private void probeTail() {
    resendAt = now + roundTrip.timeout();
    boolean fresh = unsent() > 0 && sendNew(true);
    if (!fresh) {
      resendLast();
    }
    tail.sent(nxt, !fresh);
  }

  private void resendLast() {
    long last = board.last();
    long start = board.start(last);
    int span = (int) (board.end(last) - start);
    board.resent(last, now);
    resentSegments++;
    resentBytes += span;
    send(start, span, true);
  }

  private boolean isPaced(int bytes) {
    long may = pacer.ask(bytes, control.pacing(), now);
    if (may <= now) {
      return false;
    }
    paceAt = may;
    return true;
  }

  private void send(long start, int span, boolean again) {
    boolean end = endSent && start + span > queue.end();
    int count = end ? span - 1 : span;
    Segment segment = tcp.segment(start);
    queue.carry(segment, start, count);
    segment.flags =
        Segment.ACK | (end ? Segment.FIN : 0) | (start + span >= queue.end() ? Segment.PSH : 0);
    if (marks && count > 0 && !again) {
      segment.ecn = scalable ? Ecn.ECT_1 : Ecn.ECT_0;
      if (reduced) {
        segment.flags |= Segment.CWR;
        reduced = false;
      }
    }
    sentBytes += count;
    if (phase == Phase.RECOVERY) {
      reduction.sent(span);
    }
    if (resendAt == NEVER) {
      resendAt = now + roundTrip.timeout();
    }
    tcp.send(segment);
  }

  // Time.

  long deadline() {
    return Math.min(
        Math.min(Math.min(resendAt, lossAt), Math.min(probeAt, paceAt)), tail.deadline());
  }

  /** Something is due, perhaps. */
  void tick(long at) {
    now = at;
    if (tail.deadline() <= now && !board.isEmpty()) {
      probeTail();
    }
    if (resendAt <= now) {
      resendAt = NEVER;
      if (!board.isEmpty()) {
        timeOut();
      }
    }
    if (lossAt <= now) {
      phase(0, judge());
    }
    if (probeAt <= now) {
      probe();
    }
    transmit(now);
  }

  private void timeOut() {
    if (phase != Phase.LOSS || roundTrip.backoff() == 0) {
      control.timedOut(this);
    }
    roundTrip.backOff();
    if (board.isReneged()) {
      board.forgetSacks();
    }
    board.loseAll();
    duplicates = 0;
    lossAt = NEVER;
    phase = Phase.LOSS;
    tail.clear();
    recoveryPoint = nxt;
    resendAt = now + roundTrip.timeout();
  }

  /** The peer's window is shut: is it still? RFC 9293, section 3.8.6.1. */
  private void probe() {
    probeAt = NEVER;
    probes++;
    unanswered++;
    long room = una + peersWindow - nxt;
    int count = (int) Math.min(Math.min(unsent(), mss), Math.max(0, room));
    if (count > 0) {
      // A little window, and nothing under way: it is time to use what there is.
      long start = nxt;
      nxt += count;
      board.sent(nxt, now);
      send(start, count, false);
    } else {
      tcp.send(tcp.segment(una - 1)); // an old byte, whose acknowledgement tells the window
    }
  }

  /** Time-outs or probes without an answer, in a row. */
  int unanswered() {
    return Math.max(roundTrip.backoff(), unanswered);
  }

  /** The peer is there. */
  void heard() {
    unanswered = 0;
  }

  void close() {
    board.clear();
    queue.release(queue.end());
    tail.clear();
    lossAt = NEVER;
    resendAt = NEVER;
    probeAt = NEVER;
    paceAt = NEVER;
  }

  // What congestion control sees.

  @Override
  public long now() {
    return now;
  }

  @Override
  public int mss() {
    return mss;
  }

  @Override
  public long inFlight() {
    return board.inFlight();
  }

  @Override
  public long rtt() {
    return board.shortestRtt(now);
  }

  @Override
  public long smoothedRtt() {
    return roundTrip.smoothed();
  }

  @Override
  public long minRtt() {
    return roundTrip.min();
  }

  @Override
  public long delivered() {
    return board.delivered();
  }

  @Override
  public long deliveryRate() {
    return board.rate();
  }

  @Override
  public long deliveredBefore() {
    return board.deliveredBefore();
  }

  @Override
  public boolean isStarved() {
    return board.deliveredBefore() < starvedUntil;
  }

  @Override
  public boolean isLimited() {
    return limited
        || (control.window() < control.threshold() && 2 * (nxt - una) > control.window());
  }

  // Figures.

  CongestionControl control() {
    return control;
  }

  long window() {
    return congestionWindow();
  }

  long resentBytes() {
    return resentBytes;
  }

  long sentBytes() {
    return sentBytes;
  }

  int resentSegments() {
    return resentSegments;
  }

  int segments() {
    return board.segments();
  }
}
