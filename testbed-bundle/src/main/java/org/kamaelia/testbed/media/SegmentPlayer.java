package org.kamaelia.testbed.media;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.kamaelia.axon.Component;

/**
 * A player of adaptive streaming over HTTP, without a screen: asks a {@link SegmentServer} for one
 * segment after another over a stream, at the rates that a {@link SegmentChoice} says, and plays
 * them by its clock. It ends when all is played; if the server ends first, with what has come.
 */
public final class SegmentPlayer extends Component<ByteBuffer, ByteBuffer> {
  private final Ladder ladder;
  private final SegmentChoice choice;
  private final Duration start;
  private final Duration most;
  private final List<Fetched> fetched = new ArrayList<>();

  private Playback playback = new Playback(0, 0);
  private long begun;

  /**
   * Makes one.
   *
   * @param ladder what it plays
   * @param choice its own, if it remembers anything
   * @param start how much there has to be before it plays, at first and after a stall
   * @param most how much may wait to be played: it asks for no segment that has no room
   * @throws IllegalArgumentException if there is no room for a segment beside what it starts with
   */
  public SegmentPlayer(Ladder ladder, SegmentChoice choice, Duration start, Duration most) {
    if (start.isNegative() || start.plus(ladder.segment()).compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s have no room for %s to start with and a segment of %s"
              .formatted(most, start, ladder.segment()));
    }
    this.ladder = ladder;
    this.choice = choice;
    this.start = start;
    this.most = most;
  }

  @Override
  protected void run() {
    begun = clock().nanoTime();
    playback = new Playback(begun, start.toNanos());
    Iterator<ByteBuffer> stream = inbox.iterator();
    boolean more = true;
    while (more && fetched.size() < ladder.segments()) {
      more = fetch(stream);
    }
    playback.last(clock().nanoTime());
    clock().sleep(level());
    playback.end();
  }

  private boolean fetch(Iterator<ByteBuffer> stream) {
    Duration room = most.minus(ladder.segment());
    if (level().compareTo(room) > 0) {
      clock().sleep(level().minus(room));
    }
    int rung =
        Objects.checkIndex(
            choice.next(new PlayerState(ladder, most, level(), fetched)), ladder.rates().size());
    int bytes = ladder.bytes(rung);
    Duration asked = now();
    // one request at a time has room; it is refused where nobody takes it any more
    boolean open = outbox.trySend(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes));
    int left = bytes;
    while (open && left > 0 && stream.hasNext()) {
      left -= stream.next().remaining();
    }
    if (left > 0) {
      return false;
    }
    playback.add(clock().nanoTime(), ladder.segment().toNanos());
    fetched.add(new Fetched(rung, ladder.rates().get(rung), bytes, asked, now(), level()));
    return true;
  }

  private Duration now() {
    return Duration.ofNanos(clock().nanoTime() - begun);
  }

  private Duration level() {
    return Duration.ofNanos(playback.level(clock().nanoTime()));
  }

  /** How it was so far. To be called once it runs, where it runs or after all has ended. */
  public PlayerReport report() {
    long now = clock().nanoTime();
    return new PlayerReport(
        Duration.ofNanos(playback.startUp(now)),
        playback.stalls(now),
        Duration.ofNanos(playback.stalled(now)),
        fetched);
  }
}
