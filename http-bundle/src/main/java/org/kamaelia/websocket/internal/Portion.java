package org.kamaelia.websocket.internal;

import org.kamaelia.axon.Inbox;
import org.kamaelia.websocket.Message;

/**
 * Lets as many messages wait in an inbox as are some bytes: a guess by the largest that came
 * lately, as the sizes of those that wait are not known.
 */
final class Portion {
  private static final int BYTES = 256 * 1024;
  private static final int SAMPLE = 64;

  /** How many may wait until it is known how large they are. */
  private static final int AT_FIRST = 16;

  private final Inbox<?> box;
  private final int most;
  private int largest = 1;
  private int sampled;

  Portion(Inbox<?> box) {
    this.box = box;
    most = box.limit();
    box.limit(Math.min(most, AT_FIRST));
  }

  /** One has come. */
  void count(Message message) {
    int size =
        switch (message) {
          case Message.Text text -> text.text().length();
          case Message.Binary binary -> binary.bytes().remaining();
          case Message.Close _ -> 0;
        };
    largest = Math.max(largest, size);
    sampled++;
    if (sampled == SAMPLE || largest > BYTES / box.limit()) {
      int limit = Math.clamp(BYTES / largest, 1, most);
      if (limit != box.limit()) {
        box.limit(limit);
      }
    }
    if (sampled == SAMPLE) {
      sampled = 0;
      largest = 1;
    }
  }
}
