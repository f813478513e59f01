package org.kamaelia.net.internal.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Ready;

/**
 * A socket that has faults whenever its listener does: what comes and what is sent then goes
 * through a link each way. Without them all is handed on as it is.
 */
public final class FaultyDatagrams implements Datagrams, Ready {
  /** Datagrams taken in at a time. */
  private static final int BATCH = 64;

  /** Datagrams that may wait to be received. */
  private static final int WAITING = 4096;

  private final Datagrams wire;
  private final Supplier<@Nullable Faults> wanted;
  private final String name;

  private volatile @Nullable Loop loop;
  private @Nullable Ready hears;
  private @Nullable LoopTimeline timeline;

  /** What goes wrong now; null for nothing. */
  private @Nullable Way way;

  /** What has come out, to be received. */
  private final Queue<Datagram> arrived = new ArrayDeque<>();

  private boolean wantsRead = true;
  private boolean wantsWrite;
  private boolean telling;

  /** Datagrams that were lost here, and not on purpose. */
  private int lost;

  private volatile boolean closed;

  /**
   * @param wanted the faults of the listener now, null for none
   * @param listener its name
   */
  public FaultyDatagrams(Datagrams wire, Supplier<@Nullable Faults> wanted, String listener) {
    this.wire = wire;
    this.wanted = wanted;
    name = "net/listener[%s]/faults".formatted(listener);
  }

  @Override
  public InetSocketAddress local() {
    return wire.local();
  }

  @Override
  public void attach(Loop on, Ready ready) throws IOException {
    loop = on;
    hears = ready;
    wire.attach(on, this);
  }

  @Override
  public void ready(boolean readable, boolean writable) {
    Way through = way();
    Ready owner = hears;
    if (owner == null) {
      return;
    }
    if (through == null) {
      owner.ready(readable, writable);
      return;
    }
    if (readable) {
      try {
        pump(through);
      } catch (ClosedChannelException e) {
        owner.ready(true, false);
        return;
      } catch (IOException e) {
        lost++;
      }
    }
    look();
  }

  @Override
  public void interest(boolean read, boolean write) {
    wantsRead = read;
    wantsWrite = write;
    if (way == null) {
      wire.interest(read, write);
    }
    again();
  }

  @Override
  public @Nullable Datagram receive() throws IOException {
    Way through = way();
    if (closed) {
      throw new ClosedChannelException();
    }
    Datagram first = arrived.poll();
    if (first != null) {
      again();
      return first;
    }
    return through == null ? wire.receive() : null;
  }

  @Override
  public boolean send(Datagram datagram) throws IOException {
    Way through = way();
    if (through == null) {
      return wire.send(datagram);
    }
    if (closed) {
      throw new ClosedChannelException();
    }
    InetSocketAddress to = datagram.peer();
    int bytes = datagram.payload().remaining();
    if (bytes > LARGEST || to.isUnresolved() || to.getPort() == 0) {
      throw new IOException("%d bytes cannot be sent to %s".formatted(bytes, to));
    }
    through.out.send(datagram);
    return true;
  }

  @Override
  public int flush() {
    int all = wire.flush() + lost;
    lost = 0;
    return all;
  }

  @Override
  public void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException {
    wire.join(group, on, source);
  }

  @Override
  public void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException {
    wire.leave(group, on, source);
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    wire.option(option, value);
  }

  /** What is under way is lost. Any thread, as that of what is below. */
  @Override
  public void close() {
    closed = true;
    wire.close();
    Loop on = loop;
    if (on != null) {
      try {
        on.execute(this::end);
      } catch (IllegalStateException e) {
        // The loop is closed, and all that was on it.
      }
    }
  }

  private void end() {
    if (way != null) {
      way.end();
      way = null;
    }
    if (timeline != null) {
      timeline.close();
    }
  }

  /** What the listener wants now; what is under way from before arrives. */
  private @Nullable Way way() {
    Faults now = wanted.get();
    Loop on = loop;
    if (now != (way == null ? null : way.faults) && on != null && !closed) {
      if (way != null) {
        way.end();
      }
      way = now == null ? null : new Way(now, on, timeline(on));
      if (way != null) {
        now.opened(way);
      }
      wire.interest(way != null || wantsRead, way == null && wantsWrite);
      again();
    }
    return way;
  }

  private LoopTimeline timeline(Loop on) {
    if (timeline == null) {
      timeline = LoopTimeline.start(on, name, this::look, () -> {});
    }
    return timeline;
  }

  /** Takes in what has come; what is left is told of again. */
  private void pump(Way through) throws IOException {
    for (int i = 0; i < BATCH; i++) {
      Datagram came = wire.receive();
      if (came == null) {
        return;
      }
      through.in.send(came);
    }
  }

  /** Things have come out. */
  private void look() {
    lost += wire.flush();
    Loop on = loop;
    if (!telling && canTell() && on != null) {
      telling = true;
      on.execute(this::tell);
    }
  }

  private boolean canTell() {
    return !closed && ((wantsRead && !arrived.isEmpty()) || (wantsWrite && way != null));
  }

  private void tell() {
    telling = false;
    Ready owner = hears;
    if (canTell() && owner != null) {
      owner.ready(wantsRead && !arrived.isEmpty(), wantsWrite && way != null);
      again();
    }
  }

  private void again() {
    if (timeline != null && canTell()) {
      timeline.again();
    }
  }

  private void sends(Datagram datagram) {
    try {
      if (!wire.send(datagram)) {
        lost++;
      }
    } catch (IOException e) {
      lost++;
    }
  }

  private void arrives(Datagram datagram) {
    if (arrived.size() < WAITING) {
      arrived.add(datagram);
    } else {
      lost++;
    }
  }

  /** A link each way, for as long as a listener's faults are the same. */
  private final class Way implements Faulty {
    private final Faults faults;
    private final Loop on;
    private final Lane in;
    private final Lane out;

    Way(Faults faults, Loop on, LoopTimeline timeline) {
      this.faults = faults;
      this.on = on;
      SplittableRandom random = faults.random(faults.nextNumber());
      FaultSpec spec = faults.spec();
      Runnable loses = () -> lost++;
      in = new Lane(spec.incoming(), random, timeline, FaultyDatagrams.this::arrives, loses);
      out = new Lane(spec.outgoing(), random, timeline, FaultyDatagrams.this::sends, loses);
    }

    @Override
    public void calm() {
      on.execute(FaultyDatagrams.this::way);
    }

    void end() {
      faults.gone(this);
      in.calm();
      out.calm();
    }
  }
}
