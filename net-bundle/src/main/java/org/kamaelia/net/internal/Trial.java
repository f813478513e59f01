package org.kamaelia.net.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.Group;
import org.kamaelia.net.Connection;
import org.kamaelia.net.SelfTestException;
import org.kamaelia.net.transport.MemoryTransport;

/**
 * A peer of which a protocol's component is to make an end, in a system of its own: it comes, says
 * nothing, ends, and goes, and the component is told to finish.
 *
 * @param <M> the messages
 */
final class Trial<M> extends Device<M, M> {
  private final Maker<M> maker;
  private final Group group;
  private final Duration within;
  private volatile @Nullable Component<M, M> made;

  /** Makes the component. */
  interface Maker<M> {
    Component<M, M> make(Connection connection);
  }

  /** Nobody's connection, to nowhere. */
  private static final class Nowhere implements Connection {
    @Override
    public long id() {
      return 1;
    }

    @Override
    public String listener() {
      return "self-test";
    }

    @Override
    public SocketAddress peer() {
      return address(2);
    }

    @Override
    public SocketAddress local() {
      return address(1);
    }
  }

  private Trial(Maker<M> maker, Group group, Duration within) {
    this.maker = maker;
    this.group = group;
    this.within = within;
  }

  /** Where the peer and the listener would be. */
  static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /**
   * Tries a component, and waits for that.
   *
   * @param what it is, for people
   * @throws SelfTestException what it did wrong
   */
  static <M> void run(String what, Maker<M> maker, Duration within) throws SelfTestException {
    try (Axon axon = new MemoryTransport().axon().name("self-test").loops(1).start()) {
      Group group = axon.group("self-test").origin(what);
      var trial = new Trial<>(maker, group, within);
      CompletableFuture<Void> ended = group.ended().toCompletableFuture();
      group.loop().execute(() -> group.activate(trial));
      ended.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new SelfTestException(
          "%s: it has not ended %d ms after its peer and being told to finish"
              .formatted(what, within.toMillis()));
    } catch (ExecutionException e) {
      throw new SelfTestException("%s: it failed: %s".formatted(what, e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SelfTestException(what + ": the test was interrupted");
    }
  }

  @Override
  protected void turn() {
    Component<M, M> speaker = made;
    if (speaker == null) {
      speaker = maker.make(new Nowhere());
      made = speaker;
      outbox.linkTo(speaker.inbox());
      speaker.outbox().linkTo(inbox);
      activate(speaker);
      outbox.end();
      wake();
      return;
    }
    // It has had a turn.
    group.shutdown(within.multipliedBy(2), "the test is over");
    end();
  }
}
