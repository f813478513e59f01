package org.kamaelia.protocol.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Body;
import org.kamaelia.http.Field;
import org.kamaelia.http.HttpException;

/** The content of one request, taken out of its framing as it is asked for. */
final class RequestBody implements Body {
  private static final long SECOND = 1_000_000_000;

  private final Incoming incoming;
  private final HttpSettings settings;
  private final OptionalLong length;
  private final @Nullable ChunkReader chunks;

  /** Done before the first wait for it: asks the client to go on. */
  private @Nullable Runnable invitation;

  /** If it has a length, what of it is still to come. */
  private long left;

  private long taken;
  private long began;
  private boolean waited;

  /** Nobody knows where it ends. */
  private boolean broken;

  /**
   * @param invitation what the client waits for before it sends the content, null if it does not
   */
  RequestBody(
      Framing framing, Incoming incoming, HttpSettings settings, @Nullable Runnable invitation) {
    this.incoming = incoming;
    this.settings = settings;
    switch (framing) {
      case Framing.Length known -> {
        length = OptionalLong.of(known.bytes());
        left = known.bytes();
        chunks = null;
      }
      case Framing.Chunked _ -> {
        length = OptionalLong.empty();
        chunks = new ChunkReader(settings, settings.maxBody());
      }
    }
    this.invitation = isOver() ? null : invitation;
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  /** Whether all of it was taken. */
  boolean isOver() {
    return chunks == null ? left == 0 : chunks.isOver();
  }

  @Override
  public boolean isWhole() {
    return isOver();
  }

  /** Whether the client still waits for an invitation, and may never send it. */
  boolean isUninvited() {
    return invitation != null;
  }

  /** How much is still to come at most. */
  long atMost() {
    return chunks != null || broken ? (isOver() ? 0 : Long.MAX_VALUE) : left;
  }

  List<Field> trailers() {
    return chunks == null ? List.of() : chunks.trailers();
  }

  /** Throws away what is here already. */
  void drop() {
    if (!broken) {
      while (poll() != null) {}
    }
  }

  private @Nullable ByteBuffer poll() {
    ByteBuffer here = incoming.here();
    if (here.hasRemaining()) {
      invitation = null; // it comes by itself
    }
    if (chunks != null) {
      ByteBuffer piece = chunks.next(here);
      taken += piece == null ? 0 : piece.remaining();
      return piece;
    }
    int count = (int) Math.min(left, here.remaining());
    if (count == 0) {
      return null;
    }
    ByteBuffer piece = here.slice(here.position(), count);
    here.position(here.position() + count);
    left -= count;
    taken += count;
    return piece;
  }

  /**
   * The next piece; null at the end.
   *
   * @throws HttpException if it is wrong, ends too early or does not come
   */
  @Nullable ByteBuffer take() {
    boolean well = false;
    try {
      ByteBuffer piece = poll();
      while (piece == null && !isOver()) {
        if (broken || !incoming.more(deadline())) {
          throw new HttpException(400, "the content ends before its time");
        }
        piece = poll();
      }
      well = true;
      return piece;
    } finally {
      broken |= !well;
    }
  }

  /** By when the next of it has to come; asks for it if nobody has. */
  private long deadline() {
    Runnable asks = invitation;
    if (asks != null) {
      invitation = null;
      asks.run();
    }
    if (!waited) {
      waited = true;
      began = incoming.nanoTime();
    }
    return began + settings.bodyTimeout().toNanos() + taken * SECOND / settings.minBodyRate();
  }

  @Override
  public byte[] bytes(int most) {
    if (length.isPresent() && left > most) {
      throw Framing.tooLarge(most);
    }
    var all = new ByteArrayOutputStream((int) Math.min(left, most));
    for (ByteBuffer piece : this) {
      if (all.size() + piece.remaining() > most) {
        throw Framing.tooLarge(most);
      }
      all.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
    }
    return all.toByteArray();
  }

  @Override
  public String text(int most) {
    return new String(bytes(most), StandardCharsets.UTF_8);
  }

  @Override
  public Iterator<ByteBuffer> iterator() {
    return new Iterator<>() {
      private @Nullable ByteBuffer next;

      @Override
      public boolean hasNext() {
        next = next == null ? take() : next;
        return next != null;
      }

      @Override
      public ByteBuffer next() {
        ByteBuffer found = hasNext() ? next : null;
        if (found == null) {
          throw new NoSuchElementException("the content is over");
        }
        next = null;
        return found;
      }
    };
  }
}
