package org.kamaelia.websocket.internal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.EndOfStream;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.websocket.Message;

/**
 * A WebSocket, from the end of its handshake on: what comes as frames goes to a component as
 * messages, and back. For the device that has the boxes of both, on its loop.
 *
 * <p>How it ends: when the component has ended, a close goes to the peer after its last message.
 * When the peer closes, or its connection ends, the component gets the end of its inbox, and the
 * answer goes after all that it says to that. A peer that does what it must not is told so, and is
 * not heard any more.
 */
public final class Talk implements FrameReader.Taker {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final Side side;
  private final Limits limits;
  private final Host host;
  private final Boxes boxes;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final @Nullable Portion toComponent;
  private final Portion toPeer;
  private final Liveness liveness;

  // What comes.

  /** What has come and was not read yet. */
  private @Nullable ByteBuffer unread;

  /** There is no room for a message, so nothing is read. */
  private boolean paused;

  /** The component gets no more messages. */
  private boolean deaf;

  /** The connection's input has ended. */
  private boolean wireOver;

  /** The peer's close, if it has come; with {@link Codes#NONE} if it has no code. */
  private int peerCode;

  private String peerReason = "";

  // What goes.

  /** The pong that is due: of several the last one is enough (RFC 6455, 5.5.3). */
  private @Nullable ByteBuffer pong;

  private boolean closeSent;

  /** The peer has done what it must not: what that is; null while it has not. */
  private @Nullable Violation violation;

  private boolean componentFailed;

  /** Told to finish. */
  private boolean finishing;

  /** The component hears of that itself, and ends when it wants to. */
  private boolean componentDecides;

  /** How many buffers may have been here when it was told. */
  private int leftToRead;

  // Times, on the loop's clock.

  private long finishBy = Liveness.NEVER;

  /** When it is over in any case. */
  private long overBy = Liveness.NEVER;

  private long alarm = Liveness.NEVER;

  /** What a talk needs of its device. */
  public interface Host {
    /** As a device's {@code hasRoom}. */
    boolean roomIn(Outbox<?> box);

    /** As a device's {@code wakeAfter}. */
    void alarmAfter(Duration delay);

    /** The time of its clock. */
    long now();

    /** A key that no peer can foretell, to mask with. */
    int key();
  }

  /**
   * The boxes of the device.
   *
   * @param wireIn from the connection
   * @param wireOut to the connection
   * @param said from the component
   * @param heard to the component
   */
  public record Boxes(
      Inbox<ByteBuffer> wireIn,
      Outbox<ByteBuffer> wireOut,
      Inbox<Message> said,
      Outbox<Message> heard) {}

  /**
   * Begins.
   *
   * @param deflate what was agreed on; null if nothing may be compressed
   * @param taker the inbox to which {@code heard} is linked; null if that is somebody else's matter
   * @param unread what came behind the handshake
   */
  public Talk(
      Side side,
      Limits limits,
      @Nullable Deflate deflate,
      Spares spares,
      Host host,
      Boxes boxes,
      @Nullable Inbox<?> taker,
      @Nullable ByteBuffer unread) {
    this.side = side;
    this.limits = limits;
    this.host = host;
    this.boxes = boxes;
    this.unread = unread == null ? null : changeable(unread);
    reader = new FrameReader(side, deflate, spares, limits.message());
    writer = new FrameWriter(side, host::key, deflate, spares);
    toComponent = taker == null ? null : new Portion(taker);
    toPeer = new Portion(boxes.said());
    liveness = new Liveness(limits, host.now());
  }

  /** With which code the peer has closed, if it has, and has said one. */
  public Optional<Message.Close> peerClose() {
    return peerCode == 0 || peerCode == Codes.NONE
        ? Optional.empty()
        : Optional.of(new Message.Close(peerCode, peerReason));
  }

  /** Why this side has failed it, if it has. */
  public Optional<String> failure() {
    return Optional.ofNullable(violation).map(Violation::reason);
  }

  /** Whether the peer has closed it in order. */
  public boolean isClosedByPeer() {
    return peerCode != 0;
  }

  /**
   * Does what can be done now.
   *
   * @return whether it is over, so that the device ends
   */
  public boolean turn() {
    long now = host.now();
    listen(now);
    look(now);
    try {
      speak(now);
    } catch (EndOfStream nobodyReads) {
      return true;
    }
    if (now >= overBy || (closeSent && isAllSaid())) {
      return true;
    }
    setAlarm(now);
    return false;
  }

  /**
   * Finishes: the component gets what is here already, and the end of its inbox; the peer is told
   * that this side goes away.
   *
   * @param within how long that may take
   * @param attentive whether the component was told so itself, and ends by that
   */
  public void finish(Duration within, boolean attentive) {
    if (!finishing) {
      finishing = true;
      componentDecides = attentive;
      leftToRead = boxes.wireIn().limit();
      finishBy = host.now() + within.toNanos();
      overBy = Math.min(overBy, finishBy);
    }
  }

  /** The component, or a part of it, has failed: it is not spoken to any more. */
  public void componentFailed() {
    componentFailed = true;
    hearNoMore();
    endWithin(host.now());
  }

  /** The time to finish is up: says so to the peer if it still can. */
  public void overdue() {
    overBy = host.now();
    turn();
  }

  /** Lets go of what it holds. */
  public void close() {
    reader.close();
    writer.close();
  }

  // What comes.

  private void listen(long now) {
    paused = false;
    while (true) {
      ByteBuffer bytes = unread == null ? next(now) : unread;
      unread = bytes;
      if (bytes == null) {
        return;
      }
      if (violation != null || peerCode != 0) {
        unread = null; // nothing that comes now has a meaning
        continue;
      }
      if (!deaf && !host.roomIn(boxes.heard())) {
        paused = true;
        return;
      }
      try {
        if (!reader.read(bytes, this)) {
          unread = null;
        }
      } catch (Violation wrong) {
        fail(wrong, now);
      }
    }
  }

  private @Nullable ByteBuffer next(long now) {
    if (finishing && !componentDecides && leftToRead-- <= 0) {
      hearNoMore();
    }
    ByteBuffer bytes = boxes.wireIn().poll().orElse(null);
    if (bytes != null) {
      liveness.heard(now);
      return changeable(bytes);
    }
    if (boxes.wireIn().atEnd() && !wireOver) {
      wireOver = true;
      endWithin(now);
    }
    if (wireOver || (finishing && !componentDecides)) {
      hearNoMore();
    }
    return null;
  }

  private static ByteBuffer changeable(ByteBuffer bytes) {
    return bytes.hasArray()
        ? bytes
        : ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
  }

  @Override
  public void message(Message whole) {
    if (!deaf) {
      try {
        if (toComponent != null) {
          toComponent.count(whole);
        }
        boxes.heard().send(whole);
      } catch (EndOfStream nobodyReads) {
        deaf = true;
      }
    }
  }

  @Override
  public void ping(ByteBuffer payload) {
    pong = payload;
  }

  @Override
  public void close(int code, String reason) {
    peerCode = code;
    peerReason = reason;
    hearNoMore();
    endWithin(host.now());
  }

  private void fail(Violation wrong, long now) {
    violation = wrong;
    unread = null;
    hearNoMore();
    endWithin(now);
  }

  private void hearNoMore() {
    deaf = true;
    boxes.heard().end();
  }

  private void endWithin(long now) {
    overBy = Math.min(finishBy, now + limits.close().toNanos());
  }

  // Time.

  private void look(long now) {
    if (!expectsMore()) {
      return;
    }
    if (paused) {
      liveness.heard(now); // what the peer has answered cannot be seen
    } else if (!liveness.look(now)) {
      fail(new Violation(Codes.INTERNAL_ERROR, "no answer to a ping"), now);
    }
  }

  /** Whether the peer is to be there, and neither side is about to end. */
  private boolean expectsMore() {
    return !closeSent && !wireOver && peerCode == 0 && violation == null;
  }

  private void setAlarm(long now) {
    long next = expectsMore() ? Math.min(overBy, liveness.next()) : overBy;
    if (next != Liveness.NEVER && (next < alarm || alarm <= now)) {
      alarm = next;
      host.alarmAfter(Duration.ofNanos(next - now));
    }
  }

  // What goes.

  private void speak(long now) {
    while (host.roomIn(boxes.wireOut())) {
      ByteBuffer frame = nextFrame(now);
      if (frame == null) {
        return;
      }
      boxes.wireOut().send(frame);
    }
  }

  private @Nullable ByteBuffer nextFrame(long now) {
    ByteBuffer rest = writer.rest();
    if (rest != null || closeSent) {
      return rest;
    }
    if (violation != null) {
      return close(violation.code(), violation.reason(), now);
    }
    ByteBuffer payload = pong;
    if (payload != null) {
      pong = null;
      return writer.control(Opcodes.PONG, payload);
    }
    if (liveness.asks(now)) {
      return writer.control(Opcodes.PING, NOTHING);
    }
    return nextOfComponent(now);
  }

  private @Nullable ByteBuffer nextOfComponent(long now) {
    Message message = boxes.said().poll().orElse(null);
    if (message instanceof Message.Close own) {
      return close(own.code(), own.reason(), now);
    }
    if (message != null) {
      toPeer.count(message);
      return writer.write(message);
    }
    if (!boxes.said().atEnd() && now < overBy) {
      return null;
    }
    if (componentFailed) {
      return close(Codes.INTERNAL_ERROR, "", now);
    }
    // In answer to a close its code is repeated (RFC 6455, 5.5.1).
    return peerCode != 0
        ? close(peerCode, "", now)
        : close(finishing ? Codes.GOING_AWAY : Codes.NORMAL, "", now);
  }

  private ByteBuffer close(int code, String reason, long now) {
    closeSent = true;
    hearNoMore();
    endWithin(now);
    return writer.close(code, reason);
  }

  /**
   * Whether nothing is left to be said, or heard, after our close: a client lets the server end.
   */
  private boolean isAllSaid() {
    return violation != null || wireOver || (side == Side.SERVER && peerCode != 0);
  }
}
