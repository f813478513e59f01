package org.kamaelia.net.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.EndOfStream;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.net.Buffers;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.transport.Stream;

/**
 * What goes through a connection, for the device that has it: what the peer sends goes out of the
 * device's outbox as long as there is room, and what waits in its inbox is written in one go.
 *
 * <p>The peer's last byte ends the outbox. The end of the inbox goes to the peer after the last
 * byte.
 *
 * <p>On the device's loop. What throws an {@link IOException} says that there is no connection any
 * more.
 */
public final class Traffic {
  /**
   * How long a peer's bytes are thrown away after all has been said: closing at once would make TCP
   * reset the connection, and the peer lose what it has not read yet.
   */
  public static final Duration LINGER = Duration.ofSeconds(2);

  /**
   * From how many bytes on a message in native memory is written from there although others wait
   * behind it: below this a system call for each costs more than to put them together.
   */
  private static final int LARGE = 8 * 1024;

  /** As {@link #LARGE}, of a message in an array, from which fewer transports write. */
  private static final int LARGE_ARRAY = 32 * 1024;

  /** As {@link #LARGE}, where no other waits: below this to copy it costs next to nothing. */
  private static final int LONE = 512;

  /** Messages after which it is looked anew how large they are. */
  private static final int SAMPLE = 64;

  private final Stream stream;
  private final Inbox<ByteBuffer> inbox;
  private final Outbox<ByteBuffer> outbox;
  private final Buffers buffers;

  private boolean readable;
  private boolean paused;

  /** The peer has ended its direction. */
  private boolean inputOver;

  /** What the peer sends is thrown away. */
  private boolean deaf;

  /** A write found no room. */
  private boolean blocked;

  private boolean writable;

  /** There may be more to write than one write's worth. */
  private boolean more;

  /** The peer was told that nothing more comes. */
  private boolean outputOver;

  /** What a write left over, or null. */
  private @Nullable ByteBuffer unwritten;

  /** The first message of which not all is written, or null; from where on, and how much. */
  private @Nullable ByteBuffer head;

  private int headAt;
  private int left;

  /**
   * Those who watch, or null. What it costs while nobody does is to see, each time when bytes have
   * moved, that this is null: next to a system call that is nothing.
   */
  private @Nullable Watchers watchers;

  /** A part of a file whose turn it is, in the place of a message. */
  private @Nullable FileSending file;

  /** The largest message of the present sample, and of those before. */
  private int largest;

  private int largestBefore;
  private int sampled;

  /**
   * Makes one for a connection that is being opened.
   *
   * @param inbox the device's own, as is the outbox
   */
  public Traffic(
      Stream stream, Inbox<ByteBuffer> inbox, Outbox<ByteBuffer> outbox, Buffers buffers) {
    this.stream = stream;
    this.inbox = inbox;
    this.outbox = outbox;
    this.buffers = buffers;
  }

  /** Lets these watch; null for nobody. */
  void watchers(@Nullable Watchers now) {
    watchers = now;
  }

  /** Takes note of what the poller says. */
  public void ready(boolean nowReadable, boolean nowWritable) {
    readable |= nowReadable;
    writable |= nowWritable;
  }

  // What the peer sends.

  /** Whether it depends on the outbox's room what can be done. */
  public boolean wantsRoom() {
    return readable || paused;
  }

  /**
   * Reads once and sends it on, if there is room; or leaves the peer waiting until there is.
   *
   * @param room whether the outbox has room
   * @return how many bytes came
   */
  public int receive(boolean room) throws IOException {
    boolean now = readable && room;
    readable = false;
    if (paused == room) {
      paused = !room;
      updateInterest();
    }
    if (!now) {
      return 0;
    }
    ByteBuffer bytes = stream.read(buffers.read());
    if (bytes == null) {
      inputOver = true;
      if (watchers != null) {
        watchers.inputEnded();
      }
      outbox.end();
      updateInterest();
      return 0;
    }
    int count = bytes.remaining();
    if (watchers != null && count > 0) {
      watchers.received(bytes);
    }
    if (count > 0 && !deaf) {
      deliver(bytes);
    }
    return count;
  }

  private void deliver(ByteBuffer bytes) {
    try {
      outbox.send(bytes);
    } catch (EndOfStream nobodyReads) {
      deaf = true;
    }
  }

  /** Whether nothing is read until there is room. */
  public boolean isPaused() {
    return paused;
  }

  /** Whether the peer's last byte has come. */
  public boolean isInputOver() {
    return inputOver;
  }

  /** Whether what the peer sends is thrown away. */
  public boolean isDeaf() {
    return deaf;
  }

  /**
   * Whether all that has come so far is delivered. After {@link #receive} has found nothing, and
   * not while the stream tells.
   */
  public boolean isDrained() throws IOException {
    return !readable && !paused && !inputOver && stream.isDrained();
  }

  /** Throws away what the peer sends from now on. */
  public void ignore() {
    deaf = true;
    paused = false;
    if (!inputOver) {
      updateInterest();
    }
  }

  // What is sent to the peer.

  /** Whether a write may find room, and the end has not been told yet. */
  public boolean maySend() {
    return !outputOver && (!blocked || writable);
  }

  /** How many bytes the last write left over, for which there was no room. */
  public int unwritten() {
    return unwritten == null ? 0 : unwritten.remaining();
  }

  /**
   * Writes what there is, up to one write's worth, and the end after the last byte. {@link
   * #maySend} holds.
   *
   * @param most how many bytes at most, not less than {@link #unwritten}
   * @param endIsLast whether the peer is told of the inbox's end; not while somebody else may send
   *     to that next
   * @return how many bytes went
   */
  public int send(int most, boolean endIsLast) throws IOException {
    writable = false;
    more = false;
    boolean wasBlocked = blocked;
    int count;
    if (unwritten != null) {
      count = sendCopies(most);
    } else if (!next()) {
      count = 0;
    } else if (file != null) {
      count = send(file, most);
    } else {
      count = isShared() ? sendShared(most) : sendCopies(most);
    }
    if (blocked != wasBlocked) {
      updateInterest();
    }
    if (!blocked && !more && endIsLast && inbox.atEnd()) {
      outputOver = true;
      stream.endOutput();
      if (watchers != null) {
        watchers.outputEnded();
      }
    }
    return count;
  }

  /** Writes the first message from where it is. */
  private int sendShared(int most) throws IOException {
    ByteBuffer message = Objects.requireNonNull(head);
    int wanted = Math.min(Math.min(most, stream.scratch().capacity()), left);
    int count = stream.writeShared(message, headAt, wanted);
    if (watchers != null && count > 0) {
      watchers.sent(message.slice(headAt, count));
    }
    took(count);
    blocked = count < wanted;
    more = head != null || !inbox.isEmpty();
    return count;
  }

  private int send(FileSending sending, int most) throws IOException {
    int count = sending.send(most);
    if (watchers != null && count > 0) {
      watchers.sent(sending.sent(count));
    }
    blocked = count == 0;
    file = sending.isOver() ? null : sending;
    more = file != null || !inbox.isEmpty();
    return count;
  }

  /**
   * Puts together what waits, and writes that: what finds no room is held, so it is no more than
   * may wait.
   */
  private int sendCopies(int most) throws IOException {
    ByteBuffer out = stream.scratch().clear();
    out.limit(Math.min(out.capacity(), Math.min(most, buffers.bytesOut())));
    gather(out);
    more = head != null || file != null;
    int count = 0;
    boolean goesOn = file != null && out.position() < most;
    if (out.flip().hasRemaining()) {
      count = goesOn ? stream.writeAhead(out) : stream.write(out);
      if (watchers != null && count > 0) {
        watchers.sent(out.slice(0, count));
      }
      blocked = out.hasRemaining();
      if (blocked) {
        unwritten = ByteBuffer.allocate(out.remaining()).put(out).flip();
      }
    }
    if (goesOn && !blocked) {
      count += send(Objects.requireNonNull(file), most - count);
    }
    return count;
  }

  /** Whether the last write found no room for all. */
  public boolean isBlocked() {
    return blocked;
  }

  /** Whether another write is worthwhile at once. */
  public boolean hasMore() {
    return more && !blocked;
  }

  /** Whether nothing waits to be written. From other threads a late answer. */
  public boolean isAllWritten() {
    return unwritten == null && head == null && file == null && inbox.isEmpty();
  }

  /** Whether the peer was told that nothing more comes. */
  public boolean isOutputOver() {
    return outputOver;
  }

  /**
   * Puts what is to be written into one buffer. Leaves the messages alone: others may have them.
   */
  private void gather(ByteBuffer out) {
    if (unwritten != null) {
      out.put(unwritten);
      unwritten = null;
    }
    while (next() && file == null && out.hasRemaining() && !isShared()) {
      int count = Math.min(out.remaining(), left);
      out.put(out.position(), Objects.requireNonNull(head), headAt, count);
      out.position(out.position() + count);
      took(count);
    }
  }

  /** Whether there is a message to be written, or a file. */
  private boolean next() {
    while (head == null && file == null) {
      ByteBuffer message = inbox.poll().orElse(null);
      if (message == null) {
        return false;
      }
      headAt = message.position();
      left = message.remaining();
      sample(left);
      head = left > 0 ? message : null;
      if (left == 0) {
        Optional<FileRegion> region = FileRegion.in(message);
        if (region.isPresent() && region.get().count() > 0) {
          file = new FileSending(region.get(), stream);
        }
      }
    }
    return true;
  }

  /** Lets go of what it holds. */
  public void close() {
    if (file != null) {
      file.close();
      file = null;
    }
  }

  /** Whether the first message is written from where it is. */
  private boolean isShared() {
    if (left < LONE) {
      return false;
    }
    ByteBuffer message = Objects.requireNonNull(head);
    return message.isDirect() ? left >= LARGE || inbox.isEmpty() : left >= LARGE_ARRAY;
  }

  private void took(int count) {
    headAt += count;
    left -= count;
    if (left == 0) {
      head = null;
    }
  }

  /**
   * Lets so many messages wait here that they are as many bytes as may: a guess by the size of
   * those that came lately, as the sizes of those that wait are not known.
   */
  private void sample(int size) {
    largest = Math.max(largest, size);
    boolean over = ++sampled == SAMPLE;
    if (over || largest > largestBefore) {
      largestBefore = largest;
      int limit = buffers.outgoing(largest);
      if (limit != inbox.limit()) {
        inbox.limit(limit);
      }
    }
    if (over) {
      largest = 0;
      sampled = 0;
    }
  }

  private void updateInterest() {
    stream.interest(!paused && !inputOver, blocked);
  }
}
