package org.kamaelia.protocol.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Field;
import org.kamaelia.http.HttpException;

/** Takes content out of its chunks (RFC 9112, 7.1). */
final class ChunkReader {
  /** The longest extensions of a chunk. Nobody uses any. */
  private static final int EXTENSIONS = 256;

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern EXTENSION =
      Pattern.compile(
          "([ \t]*;[ \t]*T([ \t]*=[ \t]*(T|\"([\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\t -~\\x80-\\xff])*\"))?)+"
              .replace("T", TOKEN));

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILERS,
    OVER
  }

  private final HeadScanner lines;
  private final Gathered trailer;
  private final long most;
  private State state = State.SIZE;

  /** Of this chunk: digits of its size, and bytes that are still to come. */
  private int digits;

  private long left;
  private long total;
  private StringBuilder extensions = new StringBuilder(0);
  private List<Field> trailers = List.of();

  /**
   * @param most how many bytes the content may have
   */
  ChunkReader(HttpSettings settings, long most) {
    this.most = most;
    lines = new HeadScanner(settings);
    trailer = new Gathered(lines);
  }

  boolean isOver() {
    return state == State.OVER;
  }

  /** Once it is over. */
  List<Field> trailers() {
    return trailers;
  }

  /**
   * The next piece of content; moves the buffer on.
   *
   * @return null if there is none: more is needed, or it is over
   * @throws HttpException if it is wrong, or too much
   */
  @Nullable ByteBuffer next(ByteBuffer in) {
    while (in.hasRemaining() && state != State.OVER) {
      if (state == State.DATA) {
        return data(in);
      } else if (state == State.TRAILERS) {
        trailers(in);
      } else {
        step(in.get());
      }
    }
    return null;
  }

  private ByteBuffer data(ByteBuffer in) {
    int count = (int) Math.min(left, in.remaining());
    ByteBuffer piece = in.slice(in.position(), count);
    in.position(in.position() + count);
    left -= count;
    if (left == 0) {
      state = State.DATA_CR;
    }
    return piece;
  }

  private void step(byte b) {
    switch (state) {
      case SIZE -> size(b);
      case EXTENSION -> {
        if (b == '\r') {
          if (!EXTENSION.matcher(extensions).matches()) {
            throw new HttpException(400, "a wrong chunk extension");
          }
          extensions = new StringBuilder(0);
          state = State.SIZE_LF;
        } else if (extensions.length() == EXTENSIONS || !Ascii.isText(b)) {
          throw new HttpException(400, "a wrong chunk extension, or too long a one");
        } else {
          extensions.append((char) (b & 0xff));
        }
      }
      case SIZE_LF -> {
        expect(b, '\n');
        if (left == 0) {
          lines.resetForTrailers();
        }
        state = left > 0 ? State.DATA : State.TRAILERS;
      }
      case DATA_CR -> {
        expect(b, '\r');
        state = State.DATA_LF;
      }
      case DATA_LF -> {
        expect(b, '\n');
        digits = 0;
        state = State.SIZE;
      }
      case DATA, TRAILERS, OVER -> throw new AssertionError(state);
    }
  }

  private void size(byte b) {
    int value = Ascii.hex(b);
    if (value >= 0 && digits < 15) {
      digits++;
      left = 16 * left + value;
      return;
    }
    if (value >= 0 || digits == 0) {
      throw new HttpException(400, "no size of a chunk");
    }
    total += left;
    if (total > most) {
      throw Framing.tooLarge(most);
    }
    switch (b) {
      case '\r' -> state = State.SIZE_LF;
      case ';', ' ', '\t' -> {
        extensions.append((char) b);
        state = State.EXTENSION;
      }
      default -> throw new HttpException(400, "no size of a chunk");
    }
  }

  private static void expect(byte b, char wanted) {
    if (b != wanted) {
      throw new HttpException(400, "a chunk that does not end where it says");
    }
  }

  private void trailers(ByteBuffer in) {
    byte[] bytes = in.array();
    int base = in.arrayOffset();
    int end = trailer.add(bytes, base + in.position(), base + in.limit());
    if (end < 0) {
      in.position(in.limit());
      return;
    }
    in.position(end - base);
    trailers = Head.trailers(trailer.bytes(), trailer.start(), lines);
    state = State.OVER;
  }
}
