package org.kamaelia.net.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.Tap;
import org.kamaelia.net.Tapped;

/** The taps of one conversation. On its loop. */
final class Watchers {
  private static final Logger LOG = System.getLogger("org.kamaelia.net");

  private final Conversation<?> conversation;
  private final List<Tap> taps = new ArrayList<>();

  Watchers(Conversation<?> conversation) {
    this.conversation = conversation;
  }

  /**
   * Adds one, if it is not there.
   *
   * @return whether it is new
   */
  boolean add(Tap tap) {
    return !taps.contains(tap) && taps.add(tap);
  }

  /**
   * Takes one away.
   *
   * @return whether none is left
   */
  boolean remove(Tap tap) {
    taps.remove(tap);
    return taps.isEmpty();
  }

  /** The conversation begins; all hear of it. */
  void began() {
    tell(time -> began(time, true));
  }

  /** One hears from a conversation that goes on. */
  void joined(Tap tap) {
    tell(tap, began(now(), false));
  }

  private Tapped began(long time, boolean fromTheBeginning) {
    return new Tapped.Began(
        conversation,
        time,
        conversation.info(),
        conversation instanceof DatagramConversation,
        fromTheBeginning);
  }

  void received(ByteBuffer bytes) {
    long at = conversation.received;
    tell(time -> new Tapped.Received(conversation, time, at, bytes.asReadOnlyBuffer()));
  }

  void sent(ByteBuffer bytes) {
    long at = conversation.sent;
    tell(time -> new Tapped.Sent(conversation, time, at, bytes.asReadOnlyBuffer()));
  }

  /** A datagram has come, or went. */
  void passed(boolean received, Datagram datagram) {
    tell(
        time ->
            new Tapped.Passed(
                conversation,
                time,
                received,
                datagram.peer(),
                datagram.payload().asReadOnlyBuffer()));
  }

  void inputEnded() {
    tell(time -> new Tapped.InputEnded(conversation, time));
  }

  void outputEnded() {
    tell(time -> new Tapped.OutputEnded(conversation, time));
  }

  void ended(Tapped.How how) {
    tell(time -> new Tapped.Ended(conversation, time, how));
  }

  private void tell(LongFunction<Tapped> event) {
    long time = now();
    for (Tap tap : List.copyOf(taps)) {
      tell(tap, event.apply(time));
    }
  }

  private void tell(Tap tap, Tapped event) {
    try {
      tap.hear(event);
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "a tap of connection " + conversation.id() + " failed, and hears no more of it",
          e);
      taps.remove(tap);
    }
  }

  private long now() {
    Instant now = conversation.group.loop().clock().instant();
    return now.getEpochSecond() * 1_000_000_000 + now.getNano();
  }
}
