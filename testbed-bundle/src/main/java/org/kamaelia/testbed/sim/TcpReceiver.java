package org.kamaelia.testbed.sim;

import java.nio.ByteBuffer;
import org.kamaelia.link.Ecn;

/**
 * The receiving half of a connection: what has come, how much more may, and when that is said.
 * Positions count from 0, which is the peer's SYN.
 */
final class TcpReceiver {
  /** So many are acknowledged at once at the beginning, so that the sender's window grows. */
  private static final int QUICK = 16;

  /** So many acknowledgements of a gap are sent at once, for the sender to see that it is one. */
  private static final int DUPLICATES = 3;

  /** Those after them wait for company: at most so long, and a twentieth of a round trip. */
  private static final long MOST_GATHERED = 1_000_000;

  /** At most so many. */
  private static final int GATHERED = 44;

  private int buffer;
  private final long delay;
  private final ReceiveQueue queue = new ReceiveQueue();
  private final Gaps gaps = new Gaps();
  private int scale;
  private boolean sacks;
  private boolean marks;
  private int payload = 536;

  /** The position that is expected next. */
  private long next = 1;

  /** The peer was told that it may send what is before this. */
  private long edge;

  /** The position of the peer's FIN; negative as long as it is not known. */
  private long end = -1;

  private boolean ended;
  private int quick = QUICK;

  /** Bytes that have come since something was acknowledged. */
  private int owed;

  private boolean now;
  private long acknowledgeAt = TcpSender.NEVER;

  /** A mark of congestion was seen, and the peer has not said that it knows. */
  private boolean echoes;

  /** The peer has a congestion control that counts marks, RFC 9331: it has sent ECT(1). */
  private boolean countsMarks;

  private long received;

  /** What is expected while those beyond the gap are counted. */
  private long gap;

  private int beyond;

  TcpReceiver(int buffer, long delay) {
    this.buffer = buffer;
    this.delay = delay;
    edge = 1L + Math.min(65535, buffer);
  }

  void begin(Handshake agreed) {
    scale = agreed.receiveScale();
    sacks = agreed.sacks();
    marks = agreed.marks();
    payload = agreed.payload();
  }

  /** From now on so much is kept. */
  void buffer(int bytes) {
    buffer = bytes;
  }

  // What comes.

  /** The position that is expected next, the FIN counted. */
  long expected() {
    return ended ? next + 1 : next;
  }

  long edge() {
    return edge;
  }

  /**
   * Takes data, and perhaps the end, from a position on.
   *
   * @param rtt the round-trip time, in nanoseconds
   */
  void take(Segment segment, long position, long at, long rtt) {
    if (marks) {
      notice(segment);
    }
    int count = segment.count;
    if (segment.has(Segment.FIN) && end < 0) {
      end = position + count;
    }
    long skip = Math.max(0, next - position);
    if (count > skip && !ended) {
      if (position + skip == next) {
        queue.add(segment.bytes, segment.offset + (int) skip, count - (int) skip);
        inOrder(count - (int) skip);
      } else {
        gaps.add(position, segment.bytes, segment.offset, count);
        beyondGap(at, rtt);
      }
    } else if (segment.span() > 0) {
      now = true; // it has come before
    }
    if (next == end && !ended) {
      ended = true;
      now = true;
    }
    if (owed >= 2 * payload || (owed > 0 && quick > 0)) {
      now = true;
    } else if (owed > 0 && acknowledgeAt == TcpSender.NEVER) {
      acknowledgeAt = at + delay;
    }
  }

  private void inOrder(int count) {
    next += count;
    owed += count;
    received += count;
    if (!gaps.isEmpty()) {
      long filled = gaps.fill(next, queue);
      received += filled - next;
      next = filled;
      now = true;
    }
  }

  /**
   * RFC 5681, section 4.2: at once, so that the sender learns of the gap. Once it has, Linux
   * gathers what is to be told.
   */
  private void beyondGap(long at, long rtt) {
    beyond = gap == next ? beyond + 1 : 1;
    gap = next;
    if (!sacks || beyond <= DUPLICATES || beyond > DUPLICATES + GATHERED) {
      now = true;
      beyond = Math.min(beyond, DUPLICATES);
    } else if (acknowledgeAt == TcpSender.NEVER) {
      acknowledgeAt = at + Math.min(MOST_GATHERED, rtt / 20);
    }
  }

  /**
   * RFC 8257, section 3.2: whether what came before is to be acknowledged first, as an
   * acknowledgement is of segments that are all marked or all not.
   */
  boolean turns(Segment segment) {
    return countsMarks
        && owed > 0
        && segment.ecn != Ecn.NOT_ECT
        && (segment.ecn == Ecn.CE) != echoes;
  }

  /**
   * RFC 3168, section 6.1.3: echoes a mark until the peer says that it has reduced its window; or
   * as long as there are marks, if the peer wants to hear of each.
   */
  private void notice(Segment segment) {
    countsMarks |= segment.ecn == Ecn.ECT_1;
    if (countsMarks) {
      if (segment.ecn != Ecn.NOT_ECT) {
        echoes = segment.ecn == Ecn.CE;
      }
      return;
    }
    if (segment.has(Segment.CWR)) {
      echoes = false;
    }
    if (segment.ecn == Ecn.CE) {
      now |= !echoes;
      echoes = true;
    }
  }

  // What is told.

  /** An acknowledgement is due. */
  boolean mustAcknowledge() {
    return now;
  }

  void acknowledgeNow() {
    now = true;
  }

  boolean echoes() {
    return echoes;
  }

  /** Fills in what every segment tells; the acknowledgement is then told. */
  void tell(Segment segment, long first) {
    segment.acknowledgment = (int) (first + expected());
    long room = (long) buffer - queue.bytes();
    // What was allowed is not taken back, RFC 9293, section 3.8.6.
    long wanted = Math.max(edge - next, Math.max(0, room));
    long told = Math.min(65535, wanted >> scale);
    if (room < Math.min(buffer / 2, payload) && edge <= next) {
      told = 0; // RFC 9293, section 3.8.6.2.2: no small window
    }
    edge = Math.max(edge, next + (told << scale));
    segment.window = (int) told;
    if (sacks && !gaps.isEmpty()) {
      gaps.tell(segment, first);
    }
    if (echoes) {
      segment.flags |= Segment.ECE;
    }
    if (quick > 0 && owed > 0) {
      quick--;
    }
    now = false;
    owed = 0;
    acknowledgeAt = TcpSender.NEVER;
  }

  long deadline() {
    return acknowledgeAt;
  }

  void tick(long at) {
    if (acknowledgeAt <= at) {
      now = true;
    }
  }

  // What is read.

  int readable() {
    return queue.bytes();
  }

  /** Whether nothing will come any more but what is there. */
  boolean isEnded() {
    return ended;
  }

  ByteBuffer read(int most) {
    return queue.read(most);
  }

  /** Whether there is so much more room that the peer should know. */
  boolean hasRoomToTell() {
    long open = edge - next;
    long room = (long) buffer - queue.bytes();
    return !ended && room >= 2 * open && room - open >= Math.min(buffer / 2, payload);
  }

  long received() {
    return received;
  }

  void close() {
    queue.clear();
    gaps.clear();
    acknowledgeAt = TcpSender.NEVER;
    now = false;
  }
}
