package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A schedule: first come, first served, but for some turns at which somebody else is next. Written
 * {@code seed@turn:skipped,turn:skipped}: at that turn so many are passed over.
 *
 * @param seed decides the random numbers of components
 * @param skips the turns, in order
 */
record Plan(long seed, List<Skip> skips) {
  private static final String SKIP = "(\\d{1,9}):(\\d{1,9})";
  private static final Pattern WRITTEN =
      Pattern.compile("(-?\\d{1,18})@((%s(,%s)*)?)".formatted(SKIP, SKIP));

  /**
   * A turn out of order.
   *
   * @param turn counted from 1
   * @param over how many are passed over
   */
  record Skip(int turn, int over) {
    @Override
    public String toString() {
      return turn + ":" + over;
    }
  }

  static Plan parse(String written) {
    Matcher matcher = WRITTEN.matcher(written);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a schedule is seed@turn:skipped,turn:skipped and not " + written);
    }
    List<Skip> skips =
        Pattern.compile(SKIP)
            .matcher(matcher.group(2))
            .results()
            .map(skip -> new Skip(Integer.parseInt(skip.group(1)), Integer.parseInt(skip.group(2))))
            .toList();
    return new Plan(Long.parseLong(matcher.group(1)), skips);
  }

  /** The same, and one more turn out of order. */
  Plan with(Skip skip) {
    List<Skip> more = new ArrayList<>(skips);
    more.add(skip);
    return new Plan(seed, List.copyOf(more));
  }

  /** The same without some of the turns out of order. */
  Plan without(int from, int to) {
    List<Skip> fewer = new ArrayList<>(skips);
    fewer.subList(from, Math.min(to, fewer.size())).clear();
    return new Plan(seed, List.copyOf(fewer));
  }

  /** The turn from which on nobody is passed over. */
  int end() {
    return skips.isEmpty() ? 0 : skips.getLast().turn();
  }

  @Override
  public String toString() {
    return seed + "@" + String.join(",", skips.stream().map(Skip::toString).toList());
  }
}
