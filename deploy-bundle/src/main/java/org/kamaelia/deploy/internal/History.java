package org.kamaelia.deploy.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Version;

/**
 * The jars that ran for a file.
 *
 * @param gone whether the file was removed
 * @param last the number of the one that ran last; 0 if none is kept
 * @param jars the newest first
 */
record History(boolean gone, int last, List<Entry> jars) {
  static final History NONE = new History(true, 0, List.of());

  private static final Pattern FIRST = Pattern.compile("(runs|ran) (\\d+)");

  /**
   * A jar that ran.
   *
   * @param number counts the file's deployments, from 1
   * @param before the number of what ran before it came; 0 if nothing did
   * @param digest the SHA-256 of its bytes
   * @param when when it came
   * @param bundle its symbolic name
   * @param version its version
   */
  record Entry(
      int number, int before, String digest, Instant when, String bundle, Version version) {

    private String text() {
      return String.join(
          " ", "" + number, "" + before, digest, when.toString(), bundle, version.toString());
    }

    private static Entry of(String line) {
      String[] words = line.split(" ", -1);
      return new Entry(
          Integer.parseInt(words[0]),
          Integer.parseInt(words[1]),
          words[2],
          Instant.parse(words[3]),
          words[4],
          new Version(words[5]));
    }
  }

  /** As it is written into a file. */
  String text() {
    var text = new StringBuilder(gone ? "ran " : "runs ").append(last).append('\n');
    jars.forEach(jar -> text.append(jar.text()).append('\n'));
    return text.toString();
  }

  /**
   * What {@link #text} was made from.
   *
   * @throws RuntimeException if it was made from something else
   */
  static History of(String text) {
    String[] lines = text.split("\n");
    Matcher first = FIRST.matcher(lines[0]);
    if (!first.matches()) {
      throw new IllegalArgumentException("the first line is " + lines[0]);
    }
    return new History(
        first.group(1).equals("ran"),
        Integer.parseInt(first.group(2)),
        Arrays.stream(lines).skip(1).map(Entry::of).toList());
  }

  Optional<Entry> jar(int number) {
    return jars.stream().filter(jar -> jar.number == number).findFirst();
  }

  /** The number of the next one. */
  int next() {
    return jars.isEmpty() ? 1 : jars.getFirst().number + 1;
  }

  /** One of them runs. */
  History running(int number) {
    return new History(false, number, jars);
  }

  /** The file is removed. */
  History removed() {
    return new History(true, last, jars);
  }

  /**
   * With one more, which runs.
   *
   * @param keep how many stay: this one, what it can be rolled back to, and the newest of the
   *     others
   */
  History with(Entry jar, int keep) {
    List<Entry> all = new ArrayList<>(jars);
    all.addFirst(jar);
    for (int i = all.size() - 1; i > 0 && all.size() > keep; i--) {
      if (all.get(i).number != jar.before) {
        all.remove(i);
      }
    }
    return new History(false, jar.number, List.copyOf(all));
  }

  /** Without those that are not there; if that is the one that ran last, the newest was it. */
  History only(IntPredicate there) {
    List<Entry> found = jars.stream().filter(jar -> there.test(jar.number)).toList();
    int newest = found.stream().map(Entry::number).max(Comparator.naturalOrder()).orElse(0);
    return new History(gone, there.test(last) ? last : newest, found);
  }
}
