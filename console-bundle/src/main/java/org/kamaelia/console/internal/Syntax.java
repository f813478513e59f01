package org.kamaelia.console.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a command's text says of the words behind it.
 *
 * @param words what stands where, such as {@code PROTOCOL}; the last may be there more than once if
 *     it ends in {@code ...}
 * @param options its options
 */
record Syntax(List<String> words, List<Option> options) {
  private static final Pattern OPTION =
      Pattern.compile("^  (?:(-\\S) )?(--[a-z]+)(?:=([A-Z]+))?(?: {2,}(.*))?$", Pattern.MULTILINE);

  /** A group of options in the usage line. */
  private static final Pattern GROUP = Pattern.compile("\\[--?[^\\]]*]");

  /**
   * An option.
   *
   * @param letter its short form, such as {@code -n}; empty if none
   * @param name such as {@code --name}
   * @param value what it takes, such as {@code LISTENER}; empty if nothing
   * @param meaning what it means
   */
  record Option(String letter, String name, String value, String meaning) {
    boolean is(String word) {
      return word.equals(name) || (!letter.isEmpty() && word.equals(letter));
    }
  }

  static Syntax of(String usage) {
    List<Option> options = new ArrayList<>();
    Matcher found = OPTION.matcher(usage);
    while (found.find()) {
      options.add(new Option(text(found, 1), text(found, 2), text(found, 3), text(found, 4)));
    }
    String line = Usage.line(usage).substring(("Usage: " + Usage.command(usage)).length());
    String words = GROUP.matcher(line).replaceAll("").replace("[", "").replace("]", "").strip();
    return new Syntax(words.isEmpty() ? List.of() : List.of(words.split(" +")), options);
  }

  /** What stands at a place, counted from 0 without the options; empty if nothing may. */
  String word(int place) {
    if (place < words.size()) {
      return words.get(place).replace("...", "");
    }
    boolean more = !words.isEmpty() && words.getLast().endsWith("...");
    return more ? words.getLast().replace("...", "") : "";
  }

  /** What the option takes that a word is; empty if it is none that takes something. */
  String valueOf(String word) {
    return options.stream().filter(it -> it.is(word)).map(Option::value).findFirst().orElse("");
  }

  private static String text(Matcher found, int group) {
    String text = found.group(group);
    return text == null ? "" : text;
  }
}
