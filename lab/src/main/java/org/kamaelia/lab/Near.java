package org.kamaelia.lab;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what somebody may have meant. */
final class Near {
  private Near() {}

  /** A sentence for the end of a message: the nearest of some words, or all of them. */
  static String meant(String word, Collection<String> known) {
    String lower = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt(each -> distance(lower, each.toLowerCase(Locale.ROOT))))
        .filter(each -> distance(lower, each.toLowerCase(Locale.ROOT)) <= 1 + word.length() / 3)
        .map(each -> "did you mean " + each + "?")
        .orElse("there are " + String.join(", ", known));
  }

  /** Levenshtein's: how many letters have to be put in, taken out or changed. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int corner = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        corner = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
