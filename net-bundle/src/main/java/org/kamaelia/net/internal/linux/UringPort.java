package org.kamaelia.net.internal.linux;

import static org.kamaelia.net.internal.linux.UringPoller.ACCEPT;
import static org.kamaelia.net.internal.linux.UringPoller.userData;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.internal.SocketFile;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/**
 * A listening socket with one accept request that stays. Closed by any thread: peers are refused
 * from then on, and the descriptor is closed on the loop, when the kernel has let go of the
 * request.
 */
final class UringPort implements Port, UringPoller.Member {
  private static final int ACCEPT_MULTISHOT = 1 << 16;
  private static final int SOCK_NONBLOCK_CLOEXEC = 0x800 | 0x80000;

  private final Socket socket;
  private final SocketAddress address;
  private final Options options;
  private final @Nullable SocketFile file;
  private final Supplier<Calls> calls;

  /** Completed when the address is free. */
  private final CompletableFuture<Void> released = new CompletableFuture<>();

  private final ArrayDeque<Socket> arrived = new ArrayDeque<>();
  private volatile @Nullable Loop loop;
  private volatile boolean closed;
  private @Nullable UringPoller poller;
  private @Nullable Ready ready;
  private long number;
  private boolean wanted;
  private boolean accepting;
  private boolean cancelling;
  private boolean asks;
  private boolean tells;
  private int error;

  UringPort(
      Socket socket,
      SocketAddress address,
      Options options,
      @Nullable SocketFile file,
      Supplier<Calls> calls) {
    this.socket = socket;
    this.address = address;
    this.options = options;
    this.file = file;
    this.calls = calls;
  }

  private UringPoller attached() {
    assert poller != null : "attached to a loop";
    return poller;
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public synchronized void attach(Loop loop, Ready ready) throws IOException {
    int _ = socket.number(); // it is open
    UringPoller mine = (UringPoller) loop.poller();
    poller = mine;
    this.ready = ready;
    number = mine.add(this);
    wanted = true;
    this.loop = loop;
    asks();
  }

  @Override
  public void interest(boolean accept) {
    wanted = accept;
    if (poller != null && !closed) {
      asks();
      if (canTell()) {
        tells();
      }
    }
  }

  private void asks() {
    if (!asks) {
      asks = true;
      attached().asks(this);
    }
  }

  @Override
  public void ask() throws IOException {
    asks = false;
    if (socket.isClosed()) {
      return;
    }
    Ring ring = attached().ring;
    boolean open = wanted && !closed && error == 0;
    if (open && !accepting) {
      accepting = true;
      ring.request(
          Ring.OP_ACCEPT,
          ACCEPT_MULTISHOT,
          socket.number(),
          0,
          0,
          SOCK_NONBLOCK_CLOEXEC,
          userData(number, ACCEPT),
          0);
    } else if (!open && accepting && !cancelling) {
      cancelling = true;
      ring.cancel(userData(number, ACCEPT));
    }
  }

  @Override
  public void completed(int operation, int result, int flags) {
    if (result >= 0) {
      arrived.add(new Socket(result, socket.family()));
    } else if (result != -Errno.ECANCELED
        && result != -Errno.EINTR
        && result != -Errno.EAGAIN
        && result != -Errno.ECONNABORTED) {
      error = -result;
    }
    if ((flags & Ring.CQE_MORE) == 0) {
      accepting = false;
      cancelling = false;
      asks();
    }
    if (closed) {
      closeWhenFree();
    } else if (canTell()) {
      tell();
    }
  }

  private boolean canTell() {
    return wanted && (error != 0 || !arrived.isEmpty());
  }

  private void tells() {
    if (!tells) {
      tells = true;
      attached().tells(this);
    }
  }

  @Override
  public void tell() {
    tells = false;
    if (!closed && canTell()) {
      assert ready != null : "attached";
      ready.ready(true, false);
      if (!closed && canTell()) {
        tells();
      }
    }
  }

  @Override
  public @Nullable Stream accept() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    UringPoller mine = attached();
    for (Socket next = arrived.poll(); next != null; next = arrived.poll()) {
      Stream stream = stream(next, mine.calls);
      if (stream != null) {
        return stream;
      }
    }
    if (error != 0) {
      int failed = error;
      error = 0;
      asks();
      throw Errno.other(failed, mine.calls);
    }
    if (!accepting) {
      // After an error: whether it is still there.
      synchronized (this) {
        Socket.Accepted accepted = socket.accept(mine.calls);
        return accepted == null ? null : stream(accepted.socket(), mine.calls);
      }
    }
    return null;
  }

  /** Null if the peer has gone again already. */
  private @Nullable Stream stream(Socket accepted, Calls calls) {
    try {
      accepted.handOn(options, calls);
      return new UringStream(accepted, accepted.peer(calls), accepted.local(calls), this.calls);
    } catch (IOException e) {
      accepted.close(calls);
      return null;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      Calls mine = calls.get();
      if (file != null) {
        file.delete();
      }
      socket.deafen(mine);
      if (loop == null) {
        socket.close(mine);
      }
    }
    Loop closing = loop;
    if (closing == null) {
      return;
    }
    if (closing.isCurrent()) {
      release();
      return;
    }
    try {
      closing.execute(this::release);
      // Unless the loop is held up: then the port is closed, and its address free a little later.
      released.completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
    } catch (IllegalStateException e) {
      // The loop is closed, and its ring with it.
    }
  }

  @Override
  public void release() {
    closed = true;
    asks();
    closeWhenFree();
  }

  /** Also cuts those that nobody has taken. */
  private synchronized void closeWhenFree() {
    UringPoller mine = attached();
    for (Socket next = arrived.poll(); next != null; next = arrived.poll()) {
      next.cutWhenClosed(mine.calls);
      next.close(mine.calls);
    }
    if (!accepting && !socket.isClosed()) {
      socket.close(mine.calls);
      mine.forget(number);
      released.complete(null);
    }
  }

  @Override
  public void cut() {}
}
