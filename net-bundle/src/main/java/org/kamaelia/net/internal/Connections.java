package org.kamaelia.net.internal;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Loop;
import org.kamaelia.axon.Stall;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.Drained;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.Tap;
import org.kamaelia.net.transport.TcpInfo;

/** The connections of a server, spread over its loops. Any thread. */
final class Connections {
  /** What a loop may need beyond the deadline to stop those who did not finish. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** Connections that a loop is asked about in one go. */
  private static final int AT_ONCE = 64;

  /**
   * Connections that may wait for their first turn on a loop: a crowd that comes at once must not
   * stand before all that who is connected has to say.
   */
  private static final int BEGINNING = 8;

  /**
   * How long one that is replaced has a loop for itself to end and to come anew, if there is time:
   * all at once would stand before what others have to say.
   */
  private static final Duration TURN = Duration.ofMillis(5);

  /** The same where another version goes on with the connection, which is less work. */
  private static final Duration SHORT_TURN = Duration.ofMillis(1);

  /** The share of the time to finish, one in so many, that those who go in turn have to begin. */
  private static final int TURNS_SHARE = 4;

  private final Axon axon;
  private final List<Loop> loops;

  private final Map<Loop, Beginning> beginning;

  private final Map<Long, Open> open = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /**
   * Those who wait on a loop for their first turn.
   *
   * @param count how many
   * @param whenNone run once each, when it is none again
   */
  private record Beginning(AtomicInteger count, Set<Runnable> whenNone) {
    /** On the loop. */
    void oneHas() {
      if (count.decrementAndGet() == 0) {
        whenNone.forEach(this::tell);
      }
    }

    private void tell(Runnable waiting) {
      // First: it may come again at once.
      if (whenNone.remove(waiting)) {
        waiting.run();
      }
    }
  }

  /**
   * An open connection.
   *
   * @param gone completes when its protocol has no more to do with it
   * @param overdue whether it was waited for until its time was up, which nobody does twice
   */
  private record Open(
      Conversation<?> connection, CompletableFuture<Void> gone, AtomicBoolean overdue) {}

  /**
   * @param loops where connections may live
   */
  Connections(Axon axon, List<Loop> loops) {
    this.axon = axon;
    this.loops = loops;
    beginning =
        loops.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    it -> it,
                    _ -> new Beginning(new AtomicInteger(), ConcurrentHashMap.newKeySet())));
  }

  /**
   * Whether a further connection could begin soon.
   *
   * @param at the loop where it has to live; null for any
   * @param whenRoom run, on any thread, when there is room again; maybe also when there was
   */
  boolean hasRoom(@Nullable Loop at, Runnable whenRoom) {
    if (hasRoom(at)) {
      return true;
    }
    for (Loop loop : loops) {
      if (at == null || loop == at) {
        at(loop).whenNone.add(whenRoom);
      }
    }
    // They may have begun just before it was known who waits for that.
    return hasRoom(at);
  }

  private boolean hasRoom(@Nullable Loop at) {
    if (at != null) {
      return hasRoomAt(at);
    }
    for (Loop loop : loops) { // without a stream's garbage: for each connection
      if (hasRoomAt(loop)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasRoomAt(Loop loop) {
    return at(loop).count.get() < BEGINNING;
  }

  private Beginning at(Loop loop) {
    return Objects.requireNonNull(beginning.get(loop), "one of ours");
  }

  /**
   * Begins the conversation with a peer.
   *
   * @param at the loop where it has to live; null for the next
   * @param unwanted whether the connection is no longer wanted by the time it can be found here
   */
  void begin(
      Listener listener,
      Listener.Admitted admitted,
      @Nullable Loop at,
      Predicate<Conversation<?>> unwanted) {
    long id = numbers.incrementAndGet();
    Loop loop = at == null ? loopFor(id) : at;
    Group group = group(loop, listener, "conn", id);
    Beginning others = at(loop);
    others.count.incrementAndGet();
    StreamConnection connection =
        new StreamConnection(id, listener, admitted, group, others::oneHas, () -> handedOver(id));
    enter(connection, () -> group.loop().execute(connection::start), unwanted);
  }

  /** As {@link #begin}, for one that sends datagrams to the port; on the port's loop. */
  DatagramPeer begin(
      Listener listener,
      DatagramPort port,
      InetSocketAddress from,
      Predicate<Conversation<?>> unwanted) {
    long id = numbers.incrementAndGet();
    Group group = group(port.at(), listener, "peer", id);
    DatagramPeer peer = new DatagramPeer(id, listener, port, from, group);
    enter(peer, peer::start, unwanted);
    return peer;
  }

  /** As {@link #begin}, for all that send datagrams to the port; on the port's loop. */
  SocketConversation begin(
      Listener listener,
      ProtocolEntry protocol,
      DatagramPort port,
      Predicate<Conversation<?>> unwanted) {
    long id = numbers.incrementAndGet();
    Group group = group(port.at(), listener, "socket", id);
    SocketConversation socket = new SocketConversation(id, listener, protocol, port, group);
    enter(socket, socket::start, unwanted);
    return socket;
  }

  private static Group group(Loop loop, Listener listener, String what, long id) {
    return loop.group("net/listener[" + listener.name() + "]/" + what + "[" + id + "]");
  }

  private void enter(
      Conversation<?> connection, Runnable begin, Predicate<Conversation<?>> unwanted) {
    long id = connection.id();
    // Before it begins: who has heard from it finds it here.
    open.put(id, new Open(connection, new CompletableFuture<>(), new AtomicBoolean()));
    begin.run();
    connection
        .group
        .ended()
        .whenComplete(
            (nothing, failure) -> {
              Open entry = open.remove(id);
              connection.through().ended(connection.received, connection.sent);
              connection.leave();
              entry.gone.complete(null);
            });
    if (unwanted.test(connection)) {
      connection.finish("it came too late");
    }
  }

  /** It goes on with another protocol: who waits for its end by the first has waited enough. */
  private void handedOver(long id) {
    Open before = Objects.requireNonNull(open.get(id), "it has not ended");
    open.put(id, new Open(before.connection, new CompletableFuture<>(), new AtomicBoolean()));
    before.gone.complete(null);
  }

  /** All of them, by the listener that they came through. */
  Map<Listener, List<Conversation<?>>> byListener() {
    return open.values().stream()
        .map(Open::connection)
        .collect(Collectors.groupingBy(Conversation::through));
  }

  /** Those of a listener. */
  List<? extends Conversation<?>> of(Listener listener) {
    return told(connection -> connection.through() == listener).stream()
        .map(Open::connection)
        .toList();
  }

  /** Tells the connections of a listener that its limits have changed. */
  void limit(Listener listener) {
    of(listener).forEach(Conversation::limitsChanged);
  }

  /** Lets somebody watch these; those that begin later are the listener's to tell. */
  void tap(Predicate<Conversation<?>> which, Tap tap) {
    told(which).forEach(entry -> entry.connection.tap(tap));
  }

  /** Has somebody watch these no more. */
  void untap(Predicate<Conversation<?>> which, Tap tap) {
    told(which).forEach(entry -> entry.connection.untap(tap));
  }

  /** Whether there is a connection of that number. */
  boolean has(long id) {
    return open.containsKey(id);
  }

  List<ConnectionInfo> infos() {
    return open.values().stream()
        .map(entry -> entry.connection.info())
        .sorted(Comparator.comparingLong(ConnectionInfo::id))
        .toList();
  }

  /** See {@link org.kamaelia.net.Server#tcpInfos}. */
  Map<Long, TcpInfo> tcpInfos() {
    Map<Loop, List<Conversation<?>>> byLoop =
        open.values().stream()
            .map(Open::connection)
            .collect(Collectors.groupingBy(connection -> connection.group.loop()));
    Map<Long, TcpInfo> found = new ConcurrentHashMap<>();
    CompletableFuture<?>[] asked =
        byLoop.entrySet().stream()
            .flatMap(entry -> ask(entry.getKey(), entry.getValue(), found))
            .toArray(CompletableFuture[]::new);
    awaitAll(asked, GRACE);
    return Map.copyOf(found);
  }

  /** Asks a few at a time, so that a loop with very many does something else in between. */
  private static Stream<CompletableFuture<Void>> ask(
      Loop loop, List<Conversation<?>> connections, Map<Long, TcpInfo> found) {
    return IntStream.iterate(0, i -> i < connections.size(), i -> i + AT_ONCE)
        .mapToObj(
            i ->
                CompletableFuture.runAsync(
                    () ->
                        connections.stream()
                            .skip(i)
                            .limit(AT_ONCE)
                            .forEach(
                                connection ->
                                    connection
                                        .tcpInfo()
                                        .ifPresent(info -> found.put(connection.id(), info))),
                    loop));
  }

  /** How many connections speak each protocol, by its number. */
  Map<Long, Integer> counts() {
    Map<Long, Integer> counts = new HashMap<>();
    for (Open entry : open.values()) {
      ProtocolEntry protocol = entry.connection.protocol();
      if (protocol != null) {
        counts.merge(protocol.number(), 1, Integer::sum);
      }
    }
    return counts;
  }

  /**
   * Tells connections that another version takes the place of what they speak, one after the other
   * on each loop.
   */
  void replace(ProtocolEntry protocol, String reason) {
    tellInTurn(protocol, speaking(protocol), reason);
  }

  private List<Open> speaking(ProtocolEntry protocol) {
    return told(connection -> connection.protocol() == protocol);
  }

  private static void tellInTurn(ProtocolEntry protocol, List<Open> told, String reason) {
    Map<Loop, List<Conversation<?>>> byLoop =
        told.stream()
            .map(Open::connection)
            .collect(Collectors.groupingBy(connection -> connection.group.loop()));
    Duration each = protocol.handsOver() ? SHORT_TURN : TURN;
    for (List<Conversation<?>> here : byLoop.values()) {
      for (int i = 0; i < here.size(); i++) {
        Conversation<?> connection = here.get(i);
        Duration most =
            connection.through().spec().get(ListenerSettings.FINISH_WITHIN).dividedBy(TURNS_SHARE);
        Duration all = each.multipliedBy(here.size());
        connection.replace(
            protocol,
            reason,
            (all.compareTo(most) < 0 ? all : most).multipliedBy(i).dividedBy(here.size()));
      }
    }
  }

  /** Tells connections to finish; completes when the last of them has ended. */
  CompletionStage<Drained> drain(Predicate<Conversation<?>> which, String reason) {
    return end(which, connection -> connection.finish(reason));
  }

  /** See {@link org.kamaelia.net.Server#closeConnections}. */
  CompletionStage<Drained> close(Predicate<Conversation<?>> which, boolean reset) {
    return end(which, connection -> connection.close(reset));
  }

  private CompletionStage<Drained> end(
      Predicate<Conversation<?>> which, Consumer<Conversation<?>> how) {
    List<Open> told = told(which);
    told.forEach(entry -> how.accept(entry.connection));
    return CompletableFuture.allOf(told.stream().map(Open::gone).toArray(CompletableFuture[]::new))
        .thenApply(
            all ->
                new Drained(
                    told.size(),
                    (int) told.stream().filter(entry -> entry.connection.isCut()).count()));
  }

  private List<Open> told(Predicate<Conversation<?>> which) {
    return open.values().stream().filter(entry -> which.test(entry.connection)).toList();
  }

  /**
   * Tells connections to finish, and waits until they have ended or were stopped.
   *
   * @return whether all have ended; those on a loop that is held up may not
   */
  boolean finish(Predicate<Conversation<?>> which, String reason) {
    List<Open> told = told(which);
    told.forEach(entry -> entry.connection.finish(reason));
    return await(told);
  }

  /** As {@link #replace}, and waits until none of them speaks that any more. */
  boolean finish(ProtocolEntry protocol, String reason) {
    List<Open> told = speaking(protocol);
    tellInTurn(protocol, told, reason);
    return await(told);
  }

  private static boolean await(List<Open> told) {
    List<Open> awaited = told.stream().filter(entry -> !entry.overdue.get()).toList();
    Duration longest =
        awaited.stream()
            .map(entry -> entry.connection.through().spec().get(ListenerSettings.FINISH_WITHIN))
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    boolean inTime =
        awaitAll(
            awaited.stream().map(Open::gone).toArray(CompletableFuture[]::new),
            longest.plus(Traffic.LINGER).plus(GRACE));
    if (!inTime && !Thread.currentThread().isInterrupted()) {
      awaited.forEach(entry -> entry.overdue.set(true));
    }
    return inTime && awaited.size() == told.size();
  }

  /** Whether they are completed within the time. */
  private static boolean awaitAll(CompletableFuture<?>[] all, Duration within) {
    try {
      CompletableFuture.allOf(all).get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new AssertionError("nothing fails them", e);
    }
  }

  /** The next loop in turn, but none that is held up or crowded if there is another. */
  private Loop loopFor(long id) {
    List<Stall> stalls = axon.stalls();
    int first = (int) (id % loops.size());
    for (int i = first; i < first + loops.size(); i++) {
      Loop loop = loops.get(i % loops.size());
      if (hasRoomAt(loop) && !isStalled(loop, stalls)) {
        return loop;
      }
    }
    return loops.get(first);
  }

  private static boolean isStalled(Loop loop, List<Stall> stalls) {
    return stalls.stream().anyMatch(stall -> stall.loop().equals(loop.toString()));
  }
}
