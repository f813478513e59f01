package org.kamaelia.page;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A table that others have a copy of, row by row. It keeps which rows are different from the copy,
 * and not how they came to be: what comes and goes in between leaves no trace, and what waits to be
 * told is never more than the table.
 *
 * @param <R> a row; two that are equal look the same
 */
final class Rows<R> {

  /**
   * What makes a copy equal to the table.
   *
   * @param set rows to add, or to put in the place of others
   * @param gone the numbers of rows to take away
   */
  record Delta<R>(Map<Long, R> set, List<Long> gone) {
    boolean isEmpty() {
      return set.isEmpty() && gone.isEmpty();
    }
  }

  private final Map<Long, R> rows = new LinkedHashMap<>();
  private final Set<Long> told = new HashSet<>();

  /** Those that have waited longest come first. */
  private final LinkedHashSet<Long> different = new LinkedHashSet<>();

  @Nullable R get(long id) {
    return rows.get(id);
  }

  Map<Long, R> all() {
    return rows;
  }

  void put(long id, R row) {
    if (!row.equals(rows.put(id, row))) {
      different.add(id);
    }
  }

  void remove(long id) {
    if (rows.remove(id) != null) {
      different.add(id);
    }
  }

  /** All that is different; from now on nothing is. */
  Delta<R> take() {
    return take(Integer.MAX_VALUE, id -> false);
  }

  /**
   * What is different; from now on that is not.
   *
   * @param most how many rows that are in the copy may be put in the place of others; what has
   *     waited longest comes first
   * @param first those that come before
   */
  Delta<R> take(int most, LongPredicate first) {
    Map<Long, R> set = new LinkedHashMap<>();
    List<Long> gone = new ArrayList<>();
    int left = most;
    for (Iterator<Long> ids = different.iterator(); ids.hasNext(); ) {
      long id = ids.next();
      R row = rows.get(id);
      if (row == null) {
        if (told.remove(id)) {
          gone.add(id);
        }
      } else if (told.add(id) || first.test(id) || left-- > 0) {
        set.put(id, row);
      } else {
        continue;
      }
      ids.remove();
    }
    return new Delta<>(set, gone);
  }
}
