package org.kamaelia.protocol.websocket;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Signal;
import org.kamaelia.websocket.Message;
import org.kamaelia.websocket.internal.Deflate;
import org.kamaelia.websocket.internal.Limits;
import org.kamaelia.websocket.internal.Side;
import org.kamaelia.websocket.internal.Spares;
import org.kamaelia.websocket.internal.Talk;

/**
 * A WebSocket's server side: it has the bytes of the connection on the one side, and the component
 * that speaks in messages, its child, on the other. A device, as it has nothing to wait for in
 * between: a message costs no switch but the component's.
 */
final class WebSocket extends Device<ByteBuffer, ByteBuffer> implements Talk.Host {
  private final Component<Message, Message> speaker;
  private final Limits limits;
  private final @Nullable Deflate deflate;
  private final Spares spares;
  private final Open open;
  private @Nullable Talk talk;

  /** Who wants to know which are there. On the WebSocket's loop. */
  interface Open {
    void begins(WebSocket socket);

    void ends(WebSocket socket);
  }

  /**
   * @param speaker not started
   * @param deflate what was agreed on; null if nothing may be compressed
   */
  WebSocket(
      Component<Message, Message> speaker,
      Limits limits,
      @Nullable Deflate deflate,
      Spares spares,
      Open open) {
    this.speaker = speaker;
    this.limits = limits;
    this.deflate = deflate;
    this.spares = spares;
    this.open = open;
  }

  /** Tells it, and its component, to finish. Any thread; without effect before it has begun. */
  void finish(Signal.Shutdown shutdown) {
    try {
      loop()
          .execute(
              () -> {
                if (state() == State.ACTIVE) {
                  tell(speaker, shutdown);
                  told(shutdown);
                  wake();
                }
              });
    } catch (IllegalStateException e) {
      // The loop is closed, and all that was on it.
    }
  }

  // On the loop.

  @Override
  protected void turn() {
    if (talk == null) {
      begin();
    }
    for (var signal = control().poll(); signal.isPresent(); signal = control().poll()) {
      if (signal.get() instanceof Signal.Shutdown shutdown) {
        told(shutdown);
      }
    }
    if (talk().turn()) {
      end();
    }
  }

  private void begin() {
    Outbox<Message> heard = addOutbox("heard", Message.class);
    Inbox<Message> said = addInbox("said", Message.class);
    heard.linkTo(speaker.inbox());
    speaker.outbox().linkTo(said);
    talk =
        new Talk(
            Side.SERVER,
            limits,
            deflate,
            spares,
            this,
            new Talk.Boxes(inbox, outbox, said, heard),
            speaker.inbox(),
            null);
    activate(speaker);
    open.begins(this);
  }

  private void told(Signal.Shutdown shutdown) {
    talk().finish(shutdown.within(), speaker.isAttentive());
  }

  /** The peer is told before all of this ends. */
  @Override
  protected boolean copesWith(Component<?, ?> failed, Throwable cause) {
    talk().componentFailed();
    wake();
    return true;
  }

  @Override
  protected void overdue() {
    if (talk != null) {
      talk.overdue();
    }
    end();
  }

  @Override
  protected void released() {
    if (talk != null) {
      talk.close();
      open.ends(this);
    }
  }

  private Talk talk() {
    return Objects.requireNonNull(talk, "made in the first turn");
  }

  // For the talk.

  @Override
  public boolean roomIn(Outbox<?> box) {
    return hasRoom(box);
  }

  @Override
  public void alarmAfter(Duration delay) {
    wakeAfter(delay);
  }

  @Override
  public long now() {
    return clock().nanoTime();
  }

  @Override
  public int key() {
    throw new AssertionError("a server masks nothing");
  }
}
