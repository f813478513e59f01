package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.ConnectFailedException.Failure;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.Transport;

/**
 * Connects to the first of several addresses that answers (RFC 8305, section 5): each is tried a
 * while after the one before it, or at once when one fails; those that are slower are closed. On
 * the loop.
 */
final class Race {
  /** How long an address has before the next one is tried as well: Connection Attempt Delay. */
  static final Duration DELAY = Duration.ofMillis(250);

  private final Loop loop;
  private final Transport transport;
  private final Options options;
  private final Ready ready;
  private final Deque<SocketAddress> waiting = new ArrayDeque<>();
  private final List<Stream> running = new ArrayList<>(2);
  private final List<Failure> failures = new ArrayList<>(2);

  /** When the next address is tried, whatever becomes of those before. */
  private long next;

  /**
   * @param ready is told when to {@link #advance}, and then whatever there is to tell of the winner
   * @param now on the loop's clock, in nanoseconds
   */
  Race(Loop loop, Transport transport, Options options, Ready ready, long now) {
    this.loop = loop;
    this.transport = transport;
    this.options = options;
    this.ready = ready;
    next = now;
  }

  /** Has more addresses tried, after those that are known already. */
  void add(Collection<? extends SocketAddress> addresses) {
    waiting.addAll(addresses);
  }

  /**
   * Does what can be done now.
   *
   * @return the connection, which is there and attached, if one is; the others are then closed
   */
  @Nullable Stream advance(long now) {
    for (Stream stream : List.copyOf(running)) {
      if (isThere(stream, now)) {
        return won(stream);
      }
    }
    while (!waiting.isEmpty() && now >= next) {
      Stream stream = begin(waiting.remove(), now);
      if (stream != null && isThere(stream, now)) {
        return won(stream);
      }
    }
    return null;
  }

  private @Nullable Stream begin(SocketAddress address, long now) {
    next = now + DELAY.toNanos();
    Stream stream;
    try {
      stream = transport.connect(address, options);
    } catch (IOException e) {
      failed(address, e, now);
      return null;
    }
    running.add(stream);
    try {
      stream.attach(loop, ready);
    } catch (IOException e) {
      lost(stream, e, now);
      return null;
    }
    return stream;
  }

  private boolean isThere(Stream stream, long now) {
    try {
      return stream.isConnected();
    } catch (IOException e) {
      lost(stream, e, now);
      return false;
    }
  }

  private Stream won(Stream stream) {
    running.remove(stream);
    close();
    return stream;
  }

  private void lost(Stream stream, IOException cause, long now) {
    running.remove(stream);
    stream.close();
    failed(stream.peer(), cause, now);
  }

  private void failed(SocketAddress address, IOException cause, long now) {
    failures.add(new Failure(Addresses.text(address), cause));
    next = now;
  }

  /** When the next address is to be tried; never if there is none. */
  long next() {
    return waiting.isEmpty() ? Deadlines.NEVER : next;
  }

  /** Whether no address is left. */
  boolean isLost() {
    return running.isEmpty() && waiting.isEmpty();
  }

  /** Gives up: what is under way, or waits, has failed. */
  void giveUp(String reason) {
    running.forEach(
        stream ->
            failures.add(
                new Failure(Addresses.text(stream.peer()), new SocketTimeoutException(reason))));
    waiting.forEach(
        address ->
            failures.add(
                new Failure(Addresses.text(address), new SocketTimeoutException("not tried"))));
    close();
  }

  /** What went wrong so far. */
  List<Failure> failures() {
    return failures;
  }

  /** Closes what is under way. */
  void close() {
    running.forEach(Stream::close);
    running.clear();
    waiting.clear();
  }
}
