package org.kamaelia.net.internal.linux;

import static org.kamaelia.net.internal.linux.UringPoller.POLL;
import static org.kamaelia.net.internal.linux.UringPoller.RECEIVE;
import static org.kamaelia.net.internal.linux.UringPoller.SEND;
import static org.kamaelia.net.internal.linux.UringPoller.userData;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Ready;

/**
 * A connected socket whose reads and writes are requests to an io_uring.
 *
 * <p>One receive request stays for as long as reading is wanted, and what it brings waits here. One
 * send request at a time has a chunk of what was written. When the stream is closed its descriptor
 * is open until the chunk is sent and the kernel has let go of all requests: only then is its
 * number given up, so that nothing of it can reach another stream.
 */
final class UringStream extends LinuxStream implements UringPoller.Member {
  private static final int RECV_MULTISHOT = 2 << 16;
  private static final int SQE_BUFFER_SELECT = 1 << 5;
  private static final int MSG_WAITALL = 0x100;
  private static final int MSG_NOSIGNAL = 0x4000;

  private @Nullable UringPoller poller;
  private @Nullable Ready ready;
  private long number;
  private boolean readWanted;
  private boolean writeWanted;

  // Requests that the kernel has.
  private boolean receiving;
  private boolean sending;
  private boolean polling;

  /** The receive request is to end. */
  private boolean cancelling;

  /** Listed with the poller. */
  private boolean asks;

  private boolean tells;

  /** What has come and was not read; made when first needed. */
  private @Nullable ArrayDeque<ByteBuffer> arrived;

  private boolean inputOver;
  private int inputError;

  /** What was written and is not sent; null if nothing. */
  private Chunks.@Nullable Chunk chunk;

  private int outputError;
  private boolean outputEnds;

  /** There was no chunk, and no room in the system either. */
  private boolean full;

  private boolean closed;

  UringStream(
      Socket socket, SocketAddress peer, @Nullable SocketAddress local, Supplier<Calls> calls) {
    super(socket, peer, local, calls);
  }

  @Override
  @Nullable LinuxPoller poller() {
    return poller;
  }

  private UringPoller attached() {
    assert poller != null : "attached to a loop";
    return poller;
  }

  @Override
  public void attach(Loop loop, Ready ready) throws IOException {
    int _ = socket.number(); // it is open
    UringPoller mine = (UringPoller) loop.poller();
    poller = mine;
    this.ready = ready;
    number = mine.add(this);
    readWanted = !isOpening();
    asks();
  }

  @Override
  void connected() {
    interest(true, false);
  }

  @Override
  public void interest(boolean read, boolean write) {
    if (poller == null || closed) {
      return;
    }
    readWanted = read;
    writeWanted = write;
    asks();
    if (canTell()) {
      tells();
    }
  }

  // What the kernel is asked for.

  private void asks() {
    if (!asks) {
      asks = true;
      attached().asks(this);
    }
  }

  @Override
  public void ask() throws IOException {
    asks = false;
    if (closed) {
      askToEnd();
      return;
    }
    Ring ring = attached().ring;
    send(ring);
    if (isOpening()) {
      poll(ring);
      return;
    }
    boolean readable = readWanted && !inputOver && inputError == 0;
    if (readable && !receiving) {
      receiving = true;
      ring.request(
          Ring.OP_RECV,
          SQE_BUFFER_SELECT | RECV_MULTISHOT,
          socket.number(),
          0,
          0,
          0,
          userData(number, RECEIVE),
          Buffers.GROUP);
    } else if (!readable) {
      cancelReceiving(ring);
    }
    if (full && writeWanted) {
      poll(ring);
    }
  }

  private void send(Ring ring) throws IOException {
    if (chunk != null && !sending) {
      sending = true;
      ring.request(
          Ring.OP_SEND,
          0,
          socket.number(),
          chunk.memory.address() + chunk.from,
          chunk.to - chunk.from,
          MSG_NOSIGNAL | MSG_WAITALL,
          userData(number, SEND),
          0);
    }
  }

  private void poll(Ring ring) throws IOException {
    if (!polling) {
      polling = true;
      ring.request(
          Ring.OP_POLL_ADD,
          0,
          socket.number(),
          0,
          0,
          UringPoller.POLLOUT,
          userData(number, POLL),
          0);
    }
  }

  private void cancelReceiving(Ring ring) {
    if (receiving && !cancelling) {
      cancelling = true;
      ring.cancel(userData(number, RECEIVE));
    }
  }

  /** Ends all requests, a send request when it has sent all; and then it is closed. */
  private void askToEnd() throws IOException {
    UringPoller mine = attached();
    if (socket.isClosed()) {
      return;
    }
    send(mine.ring);
    cancelReceiving(mine.ring);
    if (polling) {
      mine.ring.cancel(userData(number, POLL));
    }
    closeWhenFree();
  }

  private void closeWhenFree() {
    if (!receiving && !polling && chunk == null && !socket.isClosed()) {
      UringPoller mine = attached();
      socket.close(mine.calls);
      mine.forget(number);
    }
  }

  // What the kernel says.

  @Override
  public void completed(int operation, int result, int flags) throws IOException {
    switch (operation) {
      case RECEIVE -> received(result, flags);
      case SEND -> sent(result);
      default -> {
        polling = false;
        full = false;
      }
    }
    if (closed) {
      if (chunk != null && !sending) {
        asks();
      }
      closeWhenFree();
    } else if (operation == POLL && isOpening()) {
      attached();
      ready().ready(false, true);
    } else if (canTell()) {
      tell();
    }
  }

  private void received(int result, int flags) {
    if ((flags & Ring.CQE_BUFFER) != 0) {
      Buffers buffers = attached().buffers;
      int buffer = flags >>> 16;
      if (result > 0 && !closed) {
        arrived().add(buffers.copy(buffer, result));
      }
      buffers.giveBack(buffer);
    }
    if (result == 0) {
      inputOver = true;
    } else if (result < 0) {
      switch (-result) {
        // No buffer was left, or it was to end: it is asked for again while it is wanted.
        case Errno.ENOBUFS, Errno.ECANCELED, Errno.EINTR, Errno.EAGAIN -> {}
        default -> inputError = -result;
      }
    }
    if ((flags & Ring.CQE_MORE) == 0) {
      receiving = false;
      cancelling = false;
      if (readWanted && !closed) {
        asks();
      }
    }
  }

  private void sent(int result) throws IOException {
    sending = false;
    Chunks.Chunk of = chunk;
    assert of != null : "it was sent";
    if (result >= 0) {
      of.from += result;
    } else if (result != -Errno.EINTR && result != -Errno.EAGAIN) {
      outputError = -result;
      of.from = of.to;
    }
    if (!of.isEmpty()) {
      asks();
      return;
    }
    attached().chunks.giveBack(of);
    chunk = null;
    if (outputEnds && outputError == 0) {
      socket.endOutput(calls());
    }
  }

  // What the user is told.

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
      ready().ready(canRead(), canWrite());
      if (canTell()) {
        // As with a selector: what is not taken is told again.
        tells();
      }
    }
  }

  private Ready ready() {
    assert ready != null : "attached";
    return ready;
  }

  private boolean canTell() {
    return !closed && (canRead() || canWrite());
  }

  private boolean canRead() {
    return readWanted && (inputOver || inputError != 0 || (arrived != null && !arrived.isEmpty()));
  }

  private boolean canWrite() {
    return writeWanted && chunk == null && !full;
  }

  private ArrayDeque<ByteBuffer> arrived() {
    if (arrived == null) {
      arrived = new ArrayDeque<>(4);
    }
    return arrived;
  }

  @Override
  public @Nullable ByteBuffer read(int most) throws IOException {
    requireOpen();
    ByteBuffer next = arrived == null ? null : arrived.peek();
    if (next != null) {
      if (next.remaining() <= most) {
        return arrived().remove();
      }
      ByteBuffer part = ByteBuffer.allocate(most).put(0, next, next.position(), most);
      next.position(next.position() + most);
      return part;
    }
    if (inputError != 0) {
      throw Errno.other(inputError, calls());
    }
    return inputOver ? null : NONE;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    requireOpen();
    if (outputError != 0) {
      throw Errno.other(outputError, calls());
    }
    if (sending || !from.hasRemaining()) {
      return 0;
    }
    UringPoller mine = attached();
    if (chunk == null) {
      chunk = mine.chunks.take(from.remaining());
    }
    int count = chunk == null ? writeNow(from, mine) : Math.min(from.remaining(), chunk.room());
    if (chunk != null) {
      MemorySegment.copy(MemorySegment.ofBuffer(from), 0, chunk.memory, chunk.to, count);
      chunk.to += count;
      asks();
    }
    from.position(from.position() + count);
    return count;
  }

  /** Without a chunk: what the system has room for. */
  private int writeNow(ByteBuffer from, UringPoller mine) throws IOException {
    int most = Math.min(from.remaining(), LinuxPoller.SCRATCH);
    try {
      int count = socket.send(mine.address(from), most, mine.calls);
      full = count == 0;
      return count;
    } finally {
      Reference.reachabilityFence(from);
    }
  }

  private void requireOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
    int _ = socket.number();
  }

  @Override
  public void endOutput() throws IOException {
    requireOpen();
    outputEnds = true;
    if (chunk == null) {
      socket.endOutput(calls());
    }
  }

  @Override
  public void abort() {
    if (closed) {
      return;
    }
    socket.cutWhenClosed(calls());
    if (poller != null && chunk != null) {
      if (sending) {
        poller.ring.cancel(userData(number, SEND));
      } else {
        poller.chunks.giveBack(chunk);
        chunk = null;
      }
    }
    close();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    arrived = null;
    if (poller == null) {
      socket.close(calls());
      return;
    }
    closeWhenFree();
    if (!socket.isClosed()) {
      asks();
    }
  }

  @Override
  public void release() {
    close();
  }
}
