package org.kamaelia.testbed.sim;

import java.util.Arrays;

/**
 * What was sent and is not acknowledged, segment by segment, with what the peer has said of it.
 * What was sent well before something that has arrived is lost: RFC 8985. Segments are counted from
 * the beginning of the connection; positions are those of the stream.
 */
final class Scoreboard {
  private static final int SACKED = 1;
  private static final int LOST = 2;

  /** Sent again, and that may still arrive. */
  private static final int RESENT = 4;

  /** Sent again at some time: what its acknowledgement is of, nobody knows (Karn). */
  private static final int AGAIN = 8;

  private long[] ends = new long[16];
  private long[] sentAt = new long[16];
  private long[] deliveredAtSend = new long[16];
  private long[] deliveredTimeAtSend = new long[16];
  private byte[] marks = new byte[16];

  /** The position of the first byte. */
  private long una;

  private long first;
  private long next;

  /** All before it are acknowledged, or marked as they are to be. */
  private long judged;

  /** No lost one before it waits to be sent again. */
  private long resendFrom;

  private long highestSacked = -1;
  private int sackedSegments;
  private long sackedBytes;
  private long lostBytes;
  private long resentBytes;

  /** How many are sent again and may still arrive: so many need be looked at, and no more. */
  private int resentSegments;

  private long delivered;
  private long deliveredTime;

  /**
   * When the latest sent of what arrived was sent, and where it ends: of those that were sent at
   * one time it is the position that tells which was the latest.
   */
  private long rackSent;

  private long rackEnd;

  /** How long the one took that arrived last. */
  private long rackRtt;

  /** The least time for a round trip so far: what was sent again and took less, had not to be. */
  private long least = Long.MAX_VALUE;

  private boolean reordered;
  private long lossAt;

  // What the present acknowledgement has told.
  private long oldestSent;
  private long latestSent;
  private long sackedSent;
  private boolean ofResent;
  private long rate;
  private long deliveredBefore;
  private long newest;

  Scoreboard(long una) {
    this.una = una;
  }

  boolean isEmpty() {
    return first == next;
  }

  /** The one that was sent last, of which there is one. */
  long last() {
    return next - 1;
  }

  int segments() {
    return (int) (next - first);
  }

  long inFlight() {
    return nxt() - una - sackedBytes - lostBytes + resentBytes;
  }

  /** How many the peer has that are not acknowledged. */
  int sackedSegments() {
    return sackedSegments;
  }

  /** Whether the path has been seen to have one overtake another. */
  boolean isReordering() {
    return reordered;
  }

  /** When what was overtaken is lost, if nothing is heard of it until then. */
  long lossAt() {
    return lossAt;
  }

  long delivered() {
    return delivered;
  }

  /**
   * How long the oldest of those took that the present acknowledgement is of, the delay of the
   * acknowledgement included; -1 for none. Of what was sent again nobody knows.
   */
  long rtt(long now) {
    if (oldestSent >= 0 && !ofResent) {
      return now - oldestSent;
    }
    return sackedSent < 0 ? -1 : now - sackedSent;
  }

  /** How long the latest of them took. */
  long shortestRtt(long now) {
    return latestSent >= 0 && !ofResent ? now - latestSent : rtt(now);
  }

  long rate() {
    return rate;
  }

  long deliveredBefore() {
    return deliveredBefore;
  }

  private long nxt() {
    return first == next ? una : ends[at(next - 1)];
  }

  private int at(long number) {
    return (int) number & (ends.length - 1);
  }

  long start(long number) {
    return number == first ? una : ends[at(number - 1)];
  }

  long end(long number) {
    return ends[at(number)];
  }

  private long length(long number) {
    return end(number) - start(number);
  }

  /** Notes what was sent for the first time. */
  void sent(long end, long now) {
    if (next - first == ends.length - 1) {
      grow();
    }
    if (first == next) {
      deliveredTime = now;
    }
    int at = at(next++);
    ends[at] = end;
    marks[at] = 0;
    stamp(at, now);
  }

  private void stamp(int at, long now) {
    sentAt[at] = now;
    deliveredAtSend[at] = delivered;
    deliveredTimeAtSend[at] = deliveredTime;
  }

  private void grow() {
    int old = ends.length;
    long[][] arrays = {ends, sentAt, deliveredAtSend, deliveredTimeAtSend};
    long[][] more = new long[4][2 * old];
    byte[] moreMarks = new byte[2 * old];
    for (long n = first; n < next; n++) {
      int from = (int) n & (old - 1);
      int to = (int) n & (2 * old - 1);
      for (int i = 0; i < 4; i++) {
        more[i][to] = arrays[i][from];
      }
      moreMarks[to] = marks[from];
    }
    ends = more[0];
    sentAt = more[1];
    deliveredAtSend = more[2];
    deliveredTimeAtSend = more[3];
    marks = moreMarks;
  }

  /** Notes that one was sent again. */
  void resent(long number, long now) {
    int at = at(number);
    if ((marks[at] & LOST) != 0 && (marks[at] & RESENT) == 0) {
      resentBytes += length(number);
      resentSegments++;
      marks[at] |= RESENT;
    }
    marks[at] |= AGAIN;
    stamp(at, now);
    resendFrom = Math.max(resendFrom, number + 1);
  }

  /** The next one that is lost and was not sent again since; -1 for none. */
  long nextLost() {
    if (lostBytes == resentBytes) {
      return -1;
    }
    for (long n = Math.max(first, resendFrom); n < next; n++) {
      if ((marks[at(n)] & (LOST | RESENT)) == LOST) {
        resendFrom = n;
        return n;
      }
    }
    return -1;
  }

  /**
   * An acknowledgement begins to be looked at.
   *
   * @param leastRtt so far, in nanoseconds
   */
  void look(long leastRtt) {
    least = leastRtt;
    oldestSent = -1;
    latestSent = -1;
    sackedSent = -1;
    ofResent = false;
    rate = 0;
    newest = Long.MIN_VALUE;
  }

  /** The peer has what is before the position. */
  void acknowledge(long position, long now) {
    while (first < next && end(first) <= position) {
      int at = at(first);
      if ((marks[at] & SACKED) != 0) {
        sackedSegments--;
        sackedBytes -= length(first);
      } else {
        ofResent |= (marks[at] & AGAIN) != 0;
        if ((marks[at] & AGAIN) == 0) {
          oldestSent = oldestSent < 0 ? sentAt[at] : oldestSent;
          latestSent = sentAt[at];
          reordered |= first < highestSacked;
        }
        arrived(first, now);
      }
      una = ends[at];
      first++;
    }
    if (first < next && position > una) {
      cut(position);
    }
    judged = Math.max(judged, first);
    if (highestSacked < first) {
      highestSacked = -1;
    }
  }

  /** A part of the first one. */
  private void cut(long position) {
    int mark = marks[at(first)];
    long bytes = position - una;
    delivered += (mark & SACKED) == 0 ? bytes : 0;
    sackedBytes -= (mark & SACKED) == 0 ? 0 : bytes;
    lostBytes -= (mark & LOST) == 0 ? 0 : bytes;
    resentBytes -= (mark & RESENT) == 0 ? 0 : bytes;
    una = position;
  }

  /** The peer has what is between two positions; how many bytes of it are news. */
  void sack(long left, long right, long now) {
    long n = find(left);
    for (; n < next && end(n) <= right; n++) {
      int at = at(n);
      if ((marks[at] & SACKED) == 0) {
        if ((marks[at] & AGAIN) == 0) {
          sackedSent = sackedSent < 0 ? sentAt[at] : sackedSent;
          reordered |= n < highestSacked;
        }
        arrived(n, now);
        marks[at] = (byte) ((marks[at] & AGAIN) | SACKED);
        sackedBytes += length(n);
        sackedSegments++;
        highestSacked = Math.max(highestSacked, n);
      }
    }
  }

  /** The first one that begins at the position or later. */
  private long find(long position) {
    long low = first;
    long high = next;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (start(middle) < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** One that was not known to have arrived has. */
  private void arrived(long number, long now) {
    int at = at(number);
    int mark = marks[at];
    long bytes = length(number);
    delivered += bytes;
    deliveredTime = now;
    lostBytes -= (mark & LOST) == 0 ? 0 : bytes;
    if ((mark & RESENT) != 0) {
      resentBytes -= bytes;
      resentSegments--;
    }
    long took = now - sentAt[at];
    if ((mark & AGAIN) == 0 || took >= least) {
      rackRtt = took;
      if (isBefore(rackSent, rackEnd, number)) {
        rackSent = sentAt[at];
        rackEnd = ends[at];
      }
    }
    if (sentAt[at] >= newest) {
      newest = sentAt[at];
      deliveredBefore = deliveredAtSend[at];
      long time = now - deliveredTimeAtSend[at];
      rate = time <= 0 ? 0 : (long) ((delivered - deliveredBefore) * 1e9 / time);
    }
  }

  /**
   * Marks as lost what was sent before one that has arrived, and not come within its time and some
   * slack: RFC 8985, section 6.2.
   *
   * @param slack nanoseconds by which one may overtake another on a path
   * @return whether there was news
   */
  boolean judge(long now, long slack) {
    lossAt = Long.MAX_VALUE;
    boolean news = false;
    if (sackedSegments > 0) {
      boolean all = true;
      for (long n = judged; n < highestSacked; n++) {
        int mark = marks[at(n)];
        if ((mark & (SACKED | LOST)) == 0 && isOverdue(n, now, slack)) {
          news |= lose(n);
        } else if (mark == 0) {
          all = false;
        }
        judged = all ? n + 1 : judged;
      }
    }
    int left = resentSegments;
    for (long n = resendFrom - 1; left > 0 && n >= first; n--) {
      if ((marks[at(n)] & RESENT) != 0) {
        left--;
        if (isOverdue(n, now, slack)) {
          marks[at(n)] &= ~RESENT;
          resentBytes -= length(n);
          resentSegments--;
          resendFrom = n;
          news = true;
        }
      }
    }
    return news;
  }

  private boolean isOverdue(long number, long now, long slack) {
    if (!isAfter(rackSent, rackEnd, number)) {
      return false;
    }
    long due = sentAt[at(number)] + rackRtt + slack;
    if (due > now) {
      lossAt = lossAt == Long.MAX_VALUE ? due : Math.max(lossAt, due);
    }
    return due <= now;
  }

  /** Whether what was sent at a time, up to a position, was sent after one. */
  private boolean isAfter(long sent, long end, long number) {
    int at = at(number);
    return sent > sentAt[at] || (sent == sentAt[at] && end > ends[at]);
  }

  private boolean isBefore(long sent, long end, long number) {
    int at = at(number);
    return sent < sentAt[at] || (sent == sentAt[at] && end < ends[at]);
  }

  /** Marks the first one as lost, whatever is said of the others: RFC 6582. */
  boolean loseFirst() {
    return first < next && lose(first);
  }

  /** All are lost that have not arrived: RFC 6675, section 5.1. */
  void loseAll() {
    for (long n = first; n < next; n++) {
      marks[at(n)] &= ~RESENT;
      lose(n);
    }
    resentBytes = 0;
    resentSegments = 0;
    judged = next;
    resendFrom = first;
  }

  private boolean lose(long number) {
    int at = at(number);
    if ((marks[at] & (SACKED | LOST)) != 0) {
      return false;
    }
    marks[at] |= LOST;
    lostBytes += length(number);
    resendFrom = Math.min(resendFrom, number);
    return true;
  }

  /** Whether the peer had the first, and says no more that it does. */
  boolean isReneged() {
    return first < next && (marks[at(first)] & SACKED) != 0;
  }

  /** The peer has dropped what it had kept: RFC 2018, section 8. */
  void forgetSacks() {
    for (long n = first; n < next; n++) {
      marks[at(n)] &= ~SACKED;
    }
    sackedBytes = 0;
    sackedSegments = 0;
    highestSacked = -1;
  }

  /** Forgets what was sent. */
  void clear() {
    first = next;
    highestSacked = -1;
    Arrays.fill(marks, (byte) 0);
    sackedBytes = 0;
    lostBytes = 0;
    resentBytes = 0;
    resentSegments = 0;
    sackedSegments = 0;
  }
}
