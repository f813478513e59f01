package org.kamaelia.page;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.ConnectionInfo;

/**
 * A connection, as the page knows it.
 *
 * @param since when it began, in seconds of the epoch
 * @param moved when a byte has moved last, likewise
 */
record ConnectionRow(
    String listener,
    String protocol,
    String version,
    boolean finishing,
    boolean busy,
    String peer,
    String local,
    long since,
    long moved,
    long received,
    long sent) {

  /**
   * One that is the same as before if nothing has happened: the times come from ages, and are not
   * always the same to the millisecond.
   */
  static ConnectionRow of(ConnectionInfo it, @Nullable ConnectionRow before, Instant now) {
    boolean quiet = before != null && before.received == it.received() && before.sent == it.sent();
    return new ConnectionRow(
        it.listener(),
        it.protocol(),
        it.version(),
        it.state() == ConnectionInfo.State.FINISHING,
        it.busy(),
        it.peer(),
        it.local(),
        before != null ? before.since : now.minus(it.age()).getEpochSecond(),
        before != null && quiet ? before.moved : now.minus(it.idle()).getEpochSecond(),
        it.received(),
        it.sent());
  }
}
