package org.kamaelia.lab;

import java.util.List;

/** A page that is being written. */
final class Html {
  private final StringBuilder text = new StringBuilder();

  static String escape(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** What is markup already. */
  Html raw(String markup) {
    text.append(markup).append('\n');
    return this;
  }

  /** An element with text in it. */
  Html element(String name, String words) {
    return raw("<%s>%s</%s>".formatted(name, escape(words), name));
  }

  Html code(String command) {
    return raw("<pre class=\"command\">" + escape(command) + "</pre>");
  }

  /** A heading that can be linked to. */
  Html section(String id, String words) {
    return raw("<h2 id=\"%s\">%s</h2>".formatted(id, escape(words)));
  }

  /**
   * A table; columns after the first few are numbers.
   *
   * @param words how many columns are words
   */
  Html table(List<String> header, List<List<String>> rows, int words) {
    raw("<div class=\"wide\"><table><thead><tr>");
    for (int i = 0; i < header.size(); i++) {
      cell("th", header.get(i), i >= words);
    }
    raw("</tr></thead><tbody>");
    for (List<String> row : rows) {
      raw("<tr>");
      for (int i = 0; i < row.size(); i++) {
        cell("td", row.get(i), i >= words);
      }
      raw("</tr>");
    }
    return raw("</tbody></table></div>");
  }

  private void cell(String name, String words, boolean number) {
    String kind = number ? " class=\"number\"" : "";
    // so that columns can be told apart at once
    String verdict =
        switch (words) {
          case "more" -> " class=\"more\"";
          case "less" -> " class=\"less\"";
          default -> kind;
        };
    raw("<%s%s>%s</%s>".formatted(name, verdict, escape(words), name));
  }

  /** Something that is opened by a click. */
  Html details(String summary, Runnable inside) {
    raw("<details><summary>" + escape(summary) + "</summary>");
    inside.run();
    return raw("</details>");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
