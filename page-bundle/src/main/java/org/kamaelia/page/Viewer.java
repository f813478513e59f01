package org.kamaelia.page;

import java.io.IOException;
import java.time.Duration;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.websocket.Message;

/**
 * One page that is open. It is sent updates only as fast as it says that it takes them: a browser
 * would keep any number for a page that is slow. What comes meanwhile is not kept for it; when it
 * goes on it begins anew with all.
 */
final class Viewer extends Component<Message, Message> {
  /** How many updates may be on the way to it. */
  private static final int AHEAD = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final int POLICY = 1008;

  private final Host host;
  private long sent;
  private long seen;

  /** Who has the updates. Called on the viewer's loop; does not wait. */
  interface Host {

    /** Puts all updates from now on there, and soon one that says all. */
    void follow(Viewer viewer, Inbox<Update> updates);

    void wish(Viewer viewer, Wish wish);

    void leave(Viewer viewer);
  }

  Viewer(Host host) {
    this.host = host;
  }

  @Override
  protected void run() {
    try {
      while (follow()) {
        // and again
      }
    } catch (IOException e) {
      outbox.send(new Message.Close(POLICY, "what was that?"));
    } finally {
      host.leave(this);
    }
  }

  /** Tells it of one update after the other, until it is behind; false if it has gone. */
  private boolean follow() throws IOException {
    Inbox<Update> updates = addInbox("updates", Update.class).limit(AHEAD);
    host.follow(this, updates);
    try {
      for (boolean begun = false; true; ) {
        boolean slow = sent - seen >= AHEAD;
        Inbox<?> ready =
            (slow ? select(PATIENCE, inbox) : select(PATIENCE, inbox, updates)).orElse(null);
        if (ready == inbox) {
          if (inbox.atEnd()) {
            return false;
          }
          hear(inbox.receive());
        } else if (ready == updates) {
          if (updates.atEnd()) {
            select(PAUSE, inbox); // it may be that nobody has any
            return true;
          }
          Update update = updates.receive();
          if (update.whole() != begun) {
            begun = true;
            sent++;
            outbox.send(new Message.Text(update.text()));
          }
        } else if (!slow) {
          return true; // there is an update each second
        }
      }
    } finally {
      removeBox(updates);
    }
  }

  private void hear(Message message) throws IOException {
    if (!(message instanceof Message.Text(String text))) {
      throw new IOException("no text");
    }
    Wish wish = Wish.of(text);
    seen = wish.seen();
    host.wish(this, wish);
  }
}
