package org.kamaelia.console.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Answers a name that is not there with those that are, the near ones first of all. */
final class Near {
  /** How many names an answer has room for. */
  private static final int SHOWN = 20;

  private Near() {}

  /**
   * What to say.
   *
   * @param kind what was named, such as {@code protocol}
   * @param name the name that is not there
   * @param names those that are
   */
  static String answer(String kind, String name, Collection<String> names) {
    String start = "no %s %s; ".formatted(kind, Text.clean(name));
    if (names.isEmpty()) {
      return start + "there is none at all";
    }
    List<String> near = near(name, names);
    return near.isEmpty()
        ? start + "there are " + list(names.stream().sorted().distinct().toList(), ", ")
        : start + "did you mean " + list(near, " or ") + "?";
  }

  /** The names that a slip of the fingers turns into this one, nearest first. */
  static List<String> near(String name, Collection<String> names) {
    String asked = name.toLowerCase(Locale.ROOT);
    int slips = asked.length() <= 4 ? 1 : 2;
    Comparator<String> byDistance =
        Comparator.comparingInt(one -> distance(asked, one.toLowerCase(Locale.ROOT)));
    return names.stream()
        .distinct()
        .filter(one -> Math.abs(one.length() - asked.length()) <= slips)
        .filter(one -> distance(asked, one.toLowerCase(Locale.ROOT)) <= slips)
        .sorted(byDistance.thenComparing(Comparator.naturalOrder()))
        .limit(3)
        .toList();
  }

  /** Letters to insert, remove, replace, or swap with their neighbour, to make one the other. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        d[i][j] =
            Math.min(d[i - 1][j - 1] + (same ? 0 : 1), Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  private static String list(List<String> names, String separator) {
    String shown = String.join(separator, names.stream().limit(SHOWN).map(Text::clean).toList());
    return names.size() <= SHOWN ? shown : shown + " and " + (names.size() - SHOWN) + " more";
  }
}
