package org.kamaelia.axon;

import java.util.Iterator;
import java.util.List;

/**
 * Goes through a list as it is told: sends the first item at its start, and then the one to which
 * each {@link Move} leads. A move beyond either end leads nowhere and sends nothing.
 *
 * @param <T> the type of the items
 */
public final class Chooser<T> extends Component<Chooser.Move, T> {
  private final List<T> items;
  private int at;

  /** Where to go in the list. */
  public enum Move {
    /** The item after the present one. */
    NEXT,
    /** The item before the present one. */
    PREV,
    /** The first item. */
    FIRST,
    /** The last item. */
    LAST,
    /** The present item again. */
    SAME
  }

  /**
   * Makes a chooser.
   *
   * @param items to choose from; copied
   */
  public Chooser(List<? extends T> items) {
    this.items = List.copyOf(items);
  }

  /**
   * A chooser that only goes forward, through as much as there is: it sends an item for each {@link
   * Move#NEXT}, and ends with the last. Other moves are ignored.
   */
  public static <T> Component<Move, T> forward(Iterable<? extends T> items) {
    return Component.of(
        "Chooser",
        (in, out) -> {
          Iterator<? extends T> rest = items.iterator();
          while (rest.hasNext()) {
            if (in.receive() == Move.NEXT) {
              out.send(rest.next());
            }
          }
        });
  }

  @Override
  protected void run() {
    if (items.isEmpty()) {
      return;
    }
    outbox.send(items.getFirst());
    for (Move move : inbox) {
      int to =
          switch (move) {
            case NEXT -> at + 1;
            case PREV -> at - 1;
            case FIRST -> 0;
            case LAST -> items.size() - 1;
            case SAME -> at;
          };
      if (to >= 0 && to < items.size()) {
        at = to;
        outbox.send(items.get(at));
      }
    }
  }
}
