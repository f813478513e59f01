package org.kamaelia.testbed.sim;

import java.util.function.Supplier;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides how much a TCP connection has on its way: one for each connection. To try another one,
 * write one class and give it to {@link TcpSettings#withCongestionControl}. What was lost and what
 * is sent again is not its business; in a recovery from loss the connection comes down to {@link
 * #window} by RFC 6937's proportional rate reduction, unless {@link #recovers}.
 *
 * <p>Called where the simulation runs, with the time and figures of the connection's side.
 */
@ConsumerType
public interface CongestionControl {

  /** What it sees of its connection. */
  interface Sight {
    /** The time in nanoseconds. */
    long now();

    /** Bytes of data in a full segment. */
    int mss();

    /** Bytes that are on their way. */
    long inFlight();

    /** The latest round-trip time in nanoseconds, from the present acknowledgement; -1 for none. */
    long rtt();

    /** The smoothed one; 0 before the first. */
    long smoothedRtt();

    /** The least so far; {@link Long#MAX_VALUE} before the first. */
    long minRtt();

    /** Bytes delivered since the connection began. */
    long delivered();

    /** Bytes a second that arrived lately, by the present acknowledgement; 0 if it does not say. */
    long deliveryRate();

    /** Bytes that had been delivered when what is acknowledged now was sent. */
    long deliveredBefore();

    /**
     * Whether there was too little to send when what is acknowledged now was sent: then {@link
     * #deliveryRate} says nothing of the path but that it can do as much.
     */
    boolean isStarved();

    /** Whether the window is what holds the connection back, and not want of data. */
    boolean isLimited();
  }

  /** One word. */
  String name();

  /**
   * The connection is there.
   *
   * @param initialWindow in bytes
   */
  void begin(Sight sight, long initialWindow);

  /** Bytes that may be on their way. */
  long window();

  /** The window above which it grows slowly, in bytes; {@link Long#MAX_VALUE} before a loss. */
  long threshold();

  /**
   * Data has arrived, outside of a recovery unless it {@link #recovers}.
   *
   * @param bytes that were acknowledged or, in a recovery, delivered
   */
  void acknowledged(Sight sight, long bytes);

  /**
   * Whether a mark of congestion means little to it and each counts, RFC 9331. If so its segments
   * say ECT(1), the peer echoes each mark, as RFC 8257, section 3.2 has it, and {@link #marked} is
   * told of it in place of {@link #congested}. A connection that it opens asks for ECN by itself.
   */
  default boolean isScalable() {
    return false;
  }

  /**
   * What was acknowledged had been marked; {@link #acknowledged} comes after it, outside of a
   * recovery. Only if it {@link #isScalable}.
   */
  default void marked(Sight sight, long bytes) {}

  /** There was a loss or a mark of congestion, the first within a window of data. */
  void congested(Sight sight);

  /** Nothing was heard, and all that was on its way is taken for lost. */
  void timedOut(Sight sight);

  /** Bytes a second at which it is paced; 0 for no pacing. */
  default long pacing() {
    return 0;
  }

  /** Whether its {@link #window} counts in a recovery as well. */
  default boolean recovers() {
    return false;
  }

  /**
   * What makes them: {@code reno}, {@code cubic}, {@code bbr} or {@code dctcp}, or a public class
   * of this name with a public constructor that takes nothing.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Supplier<? extends CongestionControl> named(String name) {
    return Controls.of(name);
  }
}
