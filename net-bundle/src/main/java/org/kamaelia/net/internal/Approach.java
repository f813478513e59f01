package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.ClientSettings;
import org.kamaelia.net.ConnectFailedException;
import org.kamaelia.net.ConnectFailedException.Failure;
import org.kamaelia.net.internal.tls.TlsPartner;
import org.kamaelia.net.internal.tls.TlsStream;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.Transport;

/**
 * The way of a client to a connection that can be used: the search for addresses, the race between
 * them, what is sent at first, TLS, and all of that anew if it fails and may be tried again. On the
 * client's loop.
 */
public final class Approach {
  private final Goal goal;
  private final Here here;
  private @Nullable Search search;
  private @Nullable Race race;
  private @Nullable Stream wire;
  private @Nullable TlsStream secured;
  private ByteBuffer opening = ByteBuffer.allocate(0);
  private Ready hears;
  private Step step = Step.PAUSE;
  private int attempt;

  /** When the present step is over, well or not. */
  private long due;

  private enum Step {
    /** Until the next attempt. */
    PAUSE,
    /** The search for addresses as well. */
    RACE,
    OPENING,
    HANDSHAKE,
    OPEN
  }

  /**
   * Where a client wants to.
   *
   * @param addresses in the order in which they are tried; those that are not resolved are searched
   *     for
   * @param tls with whom TLS is spoken; null for none
   */
  public record Goal(
      List<SocketAddress> addresses, ClientSettings settings, @Nullable TlsPartner tls) {
    /**
     * Takes a copy.
     *
     * @throws IllegalArgumentException if there is no address
     */
    public Goal {
      addresses = List.copyOf(addresses);
      if (addresses.isEmpty()) {
        throw new IllegalArgumentException("there is no address to connect to");
      }
    }

    /** The addresses as people read them. */
    @Override
    public String toString() {
      return addresses.stream().map(Addresses::text).collect(Collectors.joining(", "));
    }
  }

  /**
   * What a client has around it.
   *
   * @param random the client's own random numbers, asked for when they are needed
   * @param ready is told when to {@link #advance}, and then whatever there is to tell of the stream
   */
  public record Here(
      Loop loop, Transport transport, Names names, Supplier<RandomGenerator> random, Ready ready) {}

  /** Begins an approach; nothing happens before {@link #advance}. */
  public Approach(Goal goal, Here here) {
    this.goal = goal;
    this.here = here;
    hears = here.ready;
    due = now();
  }

  /**
   * Does what can be done now.
   *
   * @return the connection, attached and ready for use, if it is there
   * @throws ConnectFailedException if there will be none
   */
  public @Nullable Stream advance() throws ConnectFailedException {
    while (step != Step.OPEN && step()) {
      // Until there is nothing to do for now.
    }
    return step != Step.OPEN ? null : secured != null ? secured : wire;
  }

  /** When to {@link #advance} at the latest: on the loop's clock, in nanoseconds. */
  public long next() {
    return step == Step.RACE && race != null ? Math.min(due, race.next()) : due;
  }

  /** Whether nothing is under way, but a wait. */
  public boolean pauses() {
    return step == Step.PAUSE;
  }

  /** Closes what is under way. */
  public void close() {
    if (race != null) {
      race.close();
    }
    if (secured != null) {
      secured.close();
    } else if (wire != null) {
      wire.close();
    }
  }

  /** One step; false if there is nothing to do for now. */
  private boolean step() throws ConnectFailedException {
    boolean late = now() >= due;
    return switch (step) {
      case PAUSE -> {
        if (late) {
          begin();
        }
        yield late;
      }
      case RACE -> raced(Objects.requireNonNull(search), Objects.requireNonNull(race), late);
      case OPENING, HANDSHAKE -> opened(Objects.requireNonNull(wire), late);
      case OPEN -> false;
    };
  }

  private void begin() {
    attempt++;
    wire = null;
    secured = null;
    hears = here.ready;
    step = Step.RACE;
    race =
        new Race(
            here.loop,
            here.transport,
            goal.settings.options(),
            (readable, writable) -> hears.ready(readable, writable),
            now());
    search = new Search(goal.addresses, here.names, this::tell);
    due = now() + goal.settings.connectWithin().toNanos();
  }

  /** A name was found, or not, by another thread. */
  private void tell() {
    try {
      here.loop.execute(() -> here.ready.ready(false, false));
    } catch (IllegalStateException e) {
      // The loop is closed, and nobody is there to be told.
    }
  }

  private boolean raced(Search searching, Race running, boolean late)
      throws ConnectFailedException {
    running.add(searching.take());
    Stream winner = running.advance(now());
    if (winner != null) {
      wire = winner;
      opening = goal.settings.opening();
      step = Step.OPENING;
      return true;
    }
    if (late) {
      searching.giveUp();
      running.giveUp("no answer within " + text(goal.settings.connectWithin()));
    }
    if (searching.isOver() && running.isLost()) {
      List<Failure> failures = new ArrayList<>(searching.failures());
      failures.addAll(running.failures());
      lost(failures);
    }
    return false;
  }

  private boolean opened(Stream plain, boolean late) throws ConnectFailedException {
    try {
      if (step == Step.OPENING) {
        return opens(plain, late);
      }
      TlsStream tls = Objects.requireNonNull(secured);
      if (tls.isConnected()) {
        step = Step.OPEN;
      } else if (late) {
        throw new SocketTimeoutException(
            "no TLS handshake within " + text(Objects.requireNonNull(goal.tls).within()));
      }
      return false;
    } catch (IOException e) {
      close();
      lost(List.of(new Failure(Addresses.text(plain.peer()), e)));
      return false;
    }
  }

  /** Sends what comes first; then the connection is there, or TLS begins. */
  private boolean opens(Stream plain, boolean late) throws IOException {
    boolean first = opening.hasRemaining();
    while (opening.hasRemaining()) {
      ByteBuffer out = plain.scratch().clear();
      int size = Math.min(out.remaining(), opening.remaining());
      out.put(0, opening, opening.position(), size).limit(size);
      int count = plain.write(out);
      opening.position(opening.position() + count);
      if (count < size && late) {
        throw new SocketTimeoutException("it takes nothing");
      } else if (count < size) {
        plain.interest(false, true);
        return false;
      }
    }
    if (first) {
      plain.interest(true, false);
    }
    if (goal.tls == null) {
      step = Step.OPEN;
    } else {
      secured = goal.tls.over(plain);
      hears = secured.takeOver(here.loop, here.ready);
      due = now() + goal.tls.within().toNanos();
      step = Step.HANDSHAKE;
    }
    return true;
  }

  /** This attempt has failed; the next one is for another turn. */
  private void lost(List<Failure> failures) throws ConnectFailedException {
    ClientSettings.Retry retry = goal.settings.retry();
    if (attempt >= retry.attempts()) {
      throw new ConnectFailedException(goal.toString(), attempt, failures);
    }
    long limit = retry.limit(attempt).toNanos();
    step = Step.PAUSE;
    due = now() + here.random.get().nextLong(limit + 1);
  }

  private long now() {
    return here.loop.clock().nanoTime();
  }

  private static String text(Duration time) {
    return time.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
