package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;

/** What a part leaves in its inbox is the next one's, where parts come one after another. */
final class Leftovers {
  private Leftovers() {}

  /**
   * Gives back what waits in an inbox that is about to close, if it came through a chassis whose
   * parts come one after another. It goes in front of what came there later.
   */
  @SuppressWarnings("unchecked") // what came from there fits there
  static void giveBack(Inbox<?> closing) {
    Inbox<?> entry = entry(closing);
    Component<?, ?> chassis = entry.owner.parent();
    if (chassis == null || !chassis.takesBack() || entry != entry.owner.inbox()) {
      return;
    }
    Inbox<Object> home = (Inbox<Object>) chassis.inbox();
    home.unlink(entry);
    if (!home.isClosed()) {
      List<Object> left = new ArrayList<>();
      while (!closing.isEmpty()) {
        closing.poll().ifPresent(left::add);
      }
      left.reversed().forEach(home::putBack);
    }
  }

  /** Through which inbox of the part it came: a pipeline's, say, if this is that of its first. */
  private static Inbox<?> entry(Inbox<?> closing) {
    Inbox<?> entry = closing;
    while (entry.owner.parent() instanceof Composite<?, ?> around
        && !around.takesBack()
        && around.inbox().next == entry) {
      entry = around.inbox();
    }
    return entry;
  }
}
