package org.kamaelia.net.internal.linux;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who hears of what the kernel tells, by a number that goes to the kernel and comes back. A number
 * is a place and how often it has been given away: what is told late, of one who has gone, reaches
 * nobody.
 *
 * @param <M> ports and streams
 */
final class Members<M> {
  /** Bits for the place; as many again, less one, count its tenants. */
  private static final int PLACE_BITS = 28;

  private static final int PLACES = 1 << PLACE_BITS;
  private static final int PLACE = PLACES - 1;

  private @Nullable Object[] members = new Object[64];
  private int[] tenants = new int[64];
  private int[] free = new int[64];
  private int freeCount;
  private int used;

  /** Takes one in, and returns its number: of 56 bits, and never 0. */
  long add(M member) {
    int place = freeCount > 0 ? free[--freeCount] : used++;
    if (place == members.length) {
      int more = 2 * place;
      members = Arrays.copyOf(members, more);
      tenants = Arrays.copyOf(tenants, more);
      free = Arrays.copyOf(free, more);
    }
    members[place] = member;
    tenants[place] = tenants[place] % PLACE + 1;
    return (long) tenants[place] << PLACE_BITS | place;
  }

  /** The one of that number; null if it has gone. */
  @SuppressWarnings("unchecked")
  @Nullable M get(long number) {
    int place = (int) number & PLACE;
    return place < used && tenants[place] == number >>> PLACE_BITS ? (M) members[place] : null;
  }

  /** Has one go; without effect if it has gone. */
  void remove(long number) {
    int place = (int) number & PLACE;
    if (get(number) != null) {
      members[place] = null;
      free[freeCount++] = place;
    }
  }

  @SuppressWarnings("unchecked")
  void forEach(Consumer<M> action) {
    for (int place = 0; place < used; place++) {
      Object member = members[place];
      if (member != null) {
        action.accept((M) member);
      }
    }
  }
}
