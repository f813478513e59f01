package org.kamaelia.net.internal.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.kamaelia.link.DropTail;
import org.kamaelia.link.Link;
import org.kamaelia.link.LinkSpec;

/**
 * One direction of a stream: bytes are cut into pieces, which come out of a link in their order.
 * The pieces end at fixed places of the stream, however it is written, so that a seed stalls and
 * cuts it at the same ones each time.
 */
final class Passage {
  /** What fits into a segment. */
  private static final int SEGMENT = 1500 - Piece.HEADERS;

  /** Bytes that may be under way. */
  private static final int UNDER_WAY = 256 * 1024;

  /** The same in pieces, each of which takes more than its bytes. */
  private static final int PIECES = 2048;

  private final LoopTimeline timeline;
  private final Link link;
  private final SplittableRandom random;
  private final int slice;
  private final long most;
  private final FaultSpec spec;

  /** All that is under way, as the link keeps the order; of these so many have come out. */
  private final ArrayDeque<Piece> pieces = new ArrayDeque<>();

  private int out;

  /** Bytes in the pieces. */
  private long held;

  /** Bytes that have entered. */
  private long total;

  private @Nullable IOException broken;
  private long stallsUntil = Long.MIN_VALUE;
  private boolean calm;

  Passage(FaultSpec spec, LinkSpec path, SplittableRandom random, LoopTimeline timeline) {
    this.spec = spec;
    this.random = random.split();
    this.timeline = timeline;
    slice = spec.slice() > 0 ? spec.slice() : SEGMENT;
    most = Math.max(spec.underWay(UNDER_WAY), slice);
    // Nothing is dropped: who finds no room waits.
    LinkSpec kept = path.withQueue(DropTail.UNLIMITED).withMtu(Integer.MAX_VALUE);
    link = new Link(kept, random, timeline, it -> comesOut((Piece) it));
  }

  private void comesOut(Piece piece) {
    out = Math.min(out + 1, pieces.size());
    if (piece instanceof Piece.Failure failure) {
      broken = failure.why();
    }
  }

  /** Why the connection is no more; null if nothing is known of that. */
  @Nullable IOException broken() {
    return broken;
  }

  /** How many bytes may enter now. */
  int room() {
    long more = (PIECES - pieces.size()) * (long) slice;
    return Math.clamp(Math.min(most - held, more), 0, Integer.MAX_VALUE);
  }

  /** Takes in so many bytes, not more than there is room for. */
  void enter(ByteBuffer from, int count) {
    ByteBuffer copy = ByteBuffer.allocate(count);
    copy.put(0, from, from.position(), count);
    from.position(from.position() + count);
    held += count;
    for (int at = 0; at < count; ) {
      if (total % slice == 0 && !calm) {
        begin();
      }
      int size = (int) Math.min(count - at, untilCut());
      enter(new Piece.Bytes(copy.slice(at, size), Piece.HEADERS + size));
      at += size;
      total += size;
      if (!calm) {
        passed();
      }
    }
  }

  /** Takes in what is not bytes. */
  void enter(Piece piece) {
    pieces.add(piece);
    link.send(piece);
  }

  /** How many bytes there are until a piece ends. */
  private long untilCut() {
    long cut = slice - total % slice;
    for (When when : new When[] {spec.stall(), spec.reset()}) {
      if (when.bytes() > total) {
        cut = Math.min(cut, when.bytes() - total);
      }
    }
    return cut;
  }

  /** A place where pieces end: what was drawn for it does not depend on how bytes came. */
  private void begin() {
    if (random.nextDouble() < spec.stall().share()) {
      enter(new Piece.Stall(spec.stalls().toNanos()));
    }
    if (random.nextDouble() < spec.reset().share()) {
      enter(new Piece.Reset());
    }
  }

  private void passed() {
    if (total == spec.stall().bytes()) {
      enter(new Piece.Stall(spec.stalls().toNanos()));
    }
    if (total == spec.reset().bytes()) {
      enter(new Piece.Reset());
    }
  }

  /** What has come out and was not taken; null if nothing has, or it stands still. */
  @Nullable Piece first() {
    while (out > 0) {
      if (timeline.now() < stallsUntil) {
        return null;
      }
      Piece first = pieces.getFirst();
      if (first instanceof Piece.Stall stall && !calm) {
        stallsUntil = timeline.now() + stall.nanos();
        timeline.at(stallsUntil, () -> {});
      } else if (!(first instanceof Piece.Stall || (calm && first instanceof Piece.Reset))) {
        return first;
      }
      pieces.removeFirst();
      out--;
    }
    return null;
  }

  /** Takes the bytes that are first, and those that have come out behind them if none are cut. */
  ByteBuffer take(int most) {
    int count = 0;
    int seen = 0;
    for (Piece piece : pieces) {
      if (seen++ == out || count >= most || !(piece instanceof Piece.Bytes bytes)) {
        break;
      }
      count += bytes.left().remaining();
      if (isSliced()) {
        break;
      }
    }
    ByteBuffer taken = ByteBuffer.allocate(Math.min(count, most));
    while (taken.hasRemaining() && pieces.getFirst() instanceof Piece.Bytes bytes) {
      ByteBuffer left = bytes.left();
      int part = Math.min(taken.remaining(), left.remaining());
      taken.put(left.slice(left.position(), part));
      left.position(left.position() + part);
      took(part);
    }
    return taken.flip();
  }

  /** So many bytes of the first piece were taken; of other pieces all is. */
  void took(int count) {
    held -= count;
    if (!(pieces.getFirst() instanceof Piece.Bytes bytes && bytes.left().hasRemaining())) {
      pieces.removeFirst();
      out--;
    }
  }

  private boolean isSliced() {
    return spec.slice() > 0 && !calm;
  }

  /** No faults from now on. What is under way keeps its delay. */
  void calm() {
    calm = true;
    stallsUntil = Long.MIN_VALUE;
    link.spec(LinkSpec.ideal());
  }

  /** All that is under way comes out now. */
  void hurry() {
    calm();
    out = pieces.size();
  }

  /** Nothing is under way any more. */
  void clear() {
    pieces.clear();
    out = 0;
    held = 0;
  }
}
