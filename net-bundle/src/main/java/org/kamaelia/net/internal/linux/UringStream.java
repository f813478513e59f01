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
import org.kamaelia.net.transport.LinuxOptions;
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
  private static final int SQE_CQE_SKIP_SUCCESS = 1 << 6;

  /** What is sent in part is a failure, with its count. */
  private static final int MSG_WAITALL = 0x100;

  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SEND_FLAGS = MSG_NOSIGNAL | MSG_WAITALL | MSG_DONTWAIT;

  /**
   * Bytes that may wait here. A peer that sends more at a time is read from directly, as its bytes
   * must not pile up, and larger reads cost less. The kernel hears of that a round later, and has
   * received more by then.
   */
  private static final int MOST_WAITING = 64 * 1024;

  /** How long what was taken may be under way after the stream is closed, in milliseconds. */
  private static final int LAST_WORDS = 60_000;

  private @Nullable UringPoller poller;
  private @Nullable Ready ready;
  private long number;
  private boolean readWanted;
  private boolean writeWanted;

  // Requests that the kernel has.
  private boolean receiving;
  private boolean polling;

  /** The receive request is to end. */
  private boolean cancelling;

  /** Listed with the poller. */
  private boolean asks;

  private boolean tells;

  /** What has come first and was not read. */
  private @Nullable ByteBuffer arrived;

  /** What has come after that; made when first needed, as most peers wait for an answer. */
  private @Nullable ArrayDeque<ByteBuffer> arrivedLater;

  /** How many bytes that is in all. */
  private int waiting;

  /** Reads are calls, until one finds less than it might. */
  private boolean direct;

  private boolean inputOver;
  private int inputError;

  /** What was written and is not sent; null if nothing. */
  private Chunks.@Nullable Chunk chunk;

  /** The send request is made, and what becomes of it not known yet. */
  private boolean sending;

  /** And it was not done in full. */
  private boolean unsent;

  /** The system has no room for more; it says when it has. */
  private boolean full;

  private int outputError;
  private boolean outputEnds;

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
    if (poller == null) {
      throw unattached();
    }
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
    if (closed) {
      return;
    }
    requireConnected();
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
    if (isOpening()) {
      poll(ring);
      return;
    }
    send(ring);
    if (full && writeWanted) {
      poll(ring);
    }
    boolean readable = readWanted && !inputOver && inputError == 0 && !direct;
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
          ReceiveBuffers.GROUP);
    } else if (!readable) {
      cancelReceiving(ring);
    }
  }

  /** Sends the chunk, or waits for room first. */
  private void send(Ring ring) throws IOException {
    if (chunk == null || sending) {
      return;
    }
    if (full) {
      poll(ring);
      return;
    }
    sending = true;
    ring.request(
        Ring.OP_SEND,
        SQE_CQE_SKIP_SUCCESS,
        socket.number(),
        chunk.address(),
        chunk.count(),
        SEND_FLAGS,
        userData(number, SEND),
        0);
    attached().sends(this, closed || outputEnds || writeWanted);
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

  /** Sends what there is, ends all other requests, and then it is closed. */
  private void askToEnd() throws IOException {
    UringPoller mine = attached();
    if (socket.isClosed()) {
      return;
    }
    send(mine.ring);
    cancelReceiving(mine.ring);
    if (polling && chunk == null) {
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
  public void completed(int operation, int result, int flags) {
    if (operation == RECEIVE) {
      received(result, flags);
    } else {
      polling = false;
      full = false;
      if (chunk != null) {
        asks();
      }
    }
    if (closed) {
      closeWhenFree();
    } else if (operation == POLL && isOpening()) {
      ready().ready(false, true);
    } else if (canTell()) {
      tell();
    }
  }

  /** A send request was not done in full. */
  void unsent(int result) {
    unsent = true;
    Chunks.Chunk of = sent();
    if (result >= 0) {
      of.sent(result);
      full = true;
    } else if (result == -Errno.EAGAIN) {
      full = true;
    } else if (result != -Errno.EINTR) {
      outputError = -result;
    }
    if (closed && full) {
      giveUpAfter(LAST_WORDS);
    }
  }

  /** The send request is done; if it was not done in full, that has been told. */
  void sendIsOver() {
    sending = false;
    Chunks.Chunk of = sent();
    if (unsent && outputError == 0 && !of.isEmpty()) {
      unsent = false;
      asks();
      return;
    }
    unsent = false;
    attached().chunks.giveBack(of);
    chunk = null;
    if (outputEnds && outputError == 0) {
      endOutputNow();
    }
    if (closed) {
      asks();
    } else if (canWrite()) {
      tells();
    }
  }

  private void endOutputNow() {
    try {
      socket.endOutput(calls());
    } catch (IOException e) {
      outputError = Errno.EPIPE; // nobody is there to be told just now
    }
  }

  private Chunks.Chunk sent() {
    assert chunk != null : "it was sent";
    return chunk;
  }

  private void received(int result, int flags) {
    if ((flags & Ring.CQE_BUFFER) != 0) {
      ReceiveBuffers buffers = attached().buffers;
      int buffer = flags >>> 16;
      if (result > 0 && !closed) {
        arrived(buffers.copy(buffer, result));
        waiting += result;
        if (waiting > MOST_WAITING && !direct) {
          direct = true;
          asks();
        }
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
    return readWanted && (direct || inputOver || inputError != 0 || arrived != null);
  }

  private boolean canWrite() {
    return writeWanted && chunk == null && !full;
  }

  private void arrived(ByteBuffer bytes) {
    if (arrived == null) {
      arrived = bytes;
      return;
    }
    if (arrivedLater == null) {
      arrivedLater = new ArrayDeque<>(4);
    }
    arrivedLater.add(bytes);
  }

  @Override
  public @Nullable ByteBuffer read(int most) throws IOException {
    requireUse();
    ByteBuffer next = arrived;
    if (next != null) {
      int count = Math.min(most, next.remaining());
      waiting -= count;
      if (count == next.remaining()) {
        arrived = arrivedLater == null ? null : arrivedLater.poll();
        return next;
      }
      ByteBuffer part = ByteBuffer.allocate(count).put(0, next, next.position(), count);
      next.position(next.position() + count);
      return part;
    }
    if (inputError != 0) {
      throw Errno.other(inputError, calls());
    }
    return inputOver ? null : receiving ? NONE : readNow(most);
  }

  /** The kernel receives by itself, but only within the poller's call, and that tells of it. */
  @Override
  public boolean isDrained() throws IOException {
    requireUse();
    if (!receiving) {
      return true;
    }
    UringPoller mine = attached();
    return arrived == null
        && mine.ring.completions() == 0
        && !mine.ring.hasOverflown()
        && socket.hasNothing(mine.scratchAddress, mine.calls);
  }

  /** What has come while nobody was to be told, or while reading is direct. */
  private @Nullable ByteBuffer readNow(int most) throws IOException {
    ByteBuffer bytes = receive(most, attached());
    inputOver = bytes == null;
    if (direct && (bytes == null || bytes.remaining() < Math.min(most, LinuxPoller.SCRATCH))) {
      direct = false;
      asks();
    }
    return bytes;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    if (!canTake() || !from.hasRemaining()) {
      return 0;
    }
    UringPoller mine = attached();
    if (chunk != null && chunk.room() < from.remaining()) {
      boolean _ = sendNow();
    }
    if (chunk == null) {
      chunk = mine.chunks.take(from.remaining());
    }
    int count = chunk == null ? writeNow(from, mine) : Math.min(from.remaining(), chunk.room());
    if (chunk != null && count > 0) {
      chunk.add(MemorySegment.ofBuffer(from), count);
      asks();
    }
    from.position(from.position() + count);
    return count;
  }

  /** The message itself is the chunk. */
  @Override
  public int writeShared(ByteBuffer message, int at, int count) throws IOException {
    if (!message.isDirect() && !message.hasArray()) {
      return super.writeShared(message, at, count);
    }
    if (!canTake() || !sendNow()) {
      return 0;
    }
    UringPoller mine = attached();
    if (message.hasArray()) {
      // By a call, as the collector may move it before the kernel takes it otherwise.
      return went(send(message, at, count, mine));
    }
    chunk = mine.chunks.lend(message, mine.addressOf(message) + at, count);
    asks();
    return count;
  }

  /** By a call: the kernel would have a thread of its own wait for the disk, out of order. */
  @Override
  int send(LinuxFile file, long position, int most) throws IOException {
    return canTake() && sendNow() ? went(file.sendTo(socket, position, most, attached())) : 0;
  }

  /** Takes note of what a call has sent. */
  private int went(int count) {
    full = count == 0;
    asks();
    return count;
  }

  /** Whether a write may find room. */
  private boolean canTake() throws IOException {
    requireUse();
    if (outputError != 0 || inputError != 0 || outputEnds) {
      throw Errno.other(
          outputError != 0 ? outputError : inputError != 0 ? inputError : Errno.EPIPE, calls());
    }
    if (chunk == null) {
      full = false; // it may have room again, and is asked for itself
    }
    return !sending && !full;
  }

  /**
   * Makes room, for what is written next, in a chunk of which nothing is under way: a write must
   * take what the system has room for, as the last words before a close are not brought again.
   *
   * @return whether there is no chunk any more
   */
  private boolean sendNow() throws IOException {
    Chunks.Chunk of = chunk;
    if (of == null) {
      return true;
    }
    UringPoller mine = attached();
    of.sent(socket.sendAhead(of.address(), of.count(), mine.calls));
    full = !of.isEmpty();
    if (!full) {
      mine.chunks.giveBack(of);
      chunk = null;
    }
    return !full;
  }

  /** Without a chunk: what the system has room for. */
  private int writeNow(ByteBuffer from, UringPoller mine) throws IOException {
    int most = Math.min(from.remaining(), LinuxPoller.SCRATCH);
    try {
      return went(socket.send(mine.address(from), most, mine.calls));
    } finally {
      Reference.reachabilityFence(from);
    }
  }

  private void requireUse() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
    requireConnected();
  }

  private void requireConnected() {
    attached();
    requireOpened();
  }

  @Override
  public void endOutput() throws IOException {
    requireUse();
    boolean first = !outputEnds;
    outputEnds = true;
    // Else when that is sent.
    if (first && chunk == null) {
      socket.endOutput(calls());
    }
  }

  @Override
  public void abort() {
    if (closed) {
      return;
    }
    socket.cutWhenClosed(calls());
    dropChunk();
    close();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    arrived = null;
    arrivedLater = null;
    if (poller == null) {
      socket.close(calls());
      return;
    }
    closeWhenFree();
    if (!socket.isClosed()) {
      asks();
    }
    if (chunk != null && full) {
      giveUpAfter(LAST_WORDS);
    }
  }

  /** A peer that does not read must not keep it for ever. */
  private void giveUpAfter(int millis) {
    if (socket.family() != Sockaddr.AF_UNIX) {
      try {
        socket.set(LinuxOptions.TCP_USER_TIMEOUT, millis, calls());
      } catch (IOException e) {
        // The connection is gone already.
      }
    }
  }

  private void dropChunk() {
    if (sending) {
      outputError = Errno.ECANCELED; // then it is dropped as soon as the kernel has looked at it
    } else if (chunk != null && poller != null) {
      poller.chunks.giveBack(chunk);
      chunk = null;
    }
  }

  @Override
  public void release() {
    close();
  }

  @Override
  public void cut() {
    if (!socket.isClosed()) {
      socket.cutWhenClosed(calls());
      dropChunk();
      asks();
    }
  }
}
