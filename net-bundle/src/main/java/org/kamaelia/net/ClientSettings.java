package org.kamaelia.net;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.kamaelia.net.transport.Options;

/**
 * How a client connects. Immutable: {@code ClientSettings.STANDARD.connectWithin(...).retry(...)}.
 *
 * @param connectWithin how long one attempt may take, with the search for the host's addresses and
 *     without TLS; more than nothing
 * @param retry what happens when an attempt fails
 * @param options socket options, of which the transport knows all
 * @param opening bytes that are sent before anything else, and before TLS, such as a {@link
 *     ProxyHeader}; a copy that cannot be written
 */
public record ClientSettings(
    Duration connectWithin, Retry retry, Options options, ByteBuffer opening) {
  /** One attempt of 10 seconds, without options and opening. */
  public static final ClientSettings STANDARD =
      new ClientSettings(Duration.ofSeconds(10), Retry.NONE, Options.NONE, ByteBuffer.allocate(0));

  /**
   * Checks the value, and takes a copy of the bytes.
   *
   * @throws IllegalArgumentException if there is no time to connect
   */
  public ClientSettings {
    if (!connectWithin.isPositive()) {
      throw new IllegalArgumentException("connecting takes some time, not " + connectWithin);
    }
    opening =
        ByteBuffer.allocate(opening.remaining()).put(opening.duplicate()).flip().asReadOnlyBuffer();
  }

  /**
   * How often it is tried to connect, and how long is waited in between: a random time between
   * nothing and a limit that is {@code first} after the first attempt, and twice as long after each
   * further one. So clients that lost one server together do not all come back together.
   *
   * @param attempts how many attempts there are, 1 or more
   * @param first the limit after the first attempt
   * @param longest the limit of all limits
   */
  public record Retry(int attempts, Duration first, Duration longest) {
    /** One attempt. */
    public static final Retry NONE = new Retry(1, Duration.ZERO, Duration.ZERO);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is no attempt, or a time is negative
     */
    public Retry {
      if (attempts < 1 || first.isNegative() || longest.isNegative()) {
        throw new IllegalArgumentException(
            "at least 1 attempt, and times of 0 or more: not %d, %s, %s"
                .formatted(attempts, first, longest));
      }
    }

    /**
     * The limit of the wait after an attempt that has failed.
     *
     * @param attempt its number, from 1 on
     */
    public Duration limit(int attempt) {
      Duration limit = first;
      for (int i = 1; i < attempt && limit.isPositive() && limit.compareTo(longest) < 0; i++) {
        limit = limit.plus(limit);
      }
      return limit.compareTo(longest) < 0 ? limit : longest;
    }
  }

  /** These, but with another time to connect. */
  public ClientSettings connectWithin(Duration time) {
    return new ClientSettings(time, retry, options, opening);
  }

  /** These, but tried so often. */
  public ClientSettings retry(Retry often) {
    return new ClientSettings(connectWithin, often, options, opening);
  }

  /** These, but with those socket options. */
  public ClientSettings options(Options others) {
    return new ClientSettings(connectWithin, retry, others, opening);
  }

  /** These, but with bytes that are sent before anything else. */
  public ClientSettings opening(ByteBuffer bytes) {
    return new ClientSettings(connectWithin, retry, options, bytes);
  }

  /** Each time another view of the bytes, with a position of its own. */
  @Override
  public ByteBuffer opening() {
    return opening.duplicate();
  }
}
