package org.kamaelia.lab;

import java.util.List;
import java.util.Map;

/** A page that is being written. */
final class Html {
  /** More letters than this need several lines. */
  private static final int LONG = 40;

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
    String kind =
        switch (words) {
          case "more", "less" -> words;
          default -> number ? "number" : words.length() > LONG ? "long" : "";
        };
    raw("<%s class=\"%s\">%s</%s>".formatted(name, kind, escape(words), name));
  }

  /** A cell of a matrix, with what it is for the style. */
  record Cell(String words, String kind) {}

  /**
   * A table with names on two sides.
   *
   * @param corner what the names on the left are
   */
  Html matrix(String corner, List<String> across, Map<String, Map<String, Cell>> rows) {
    raw("<div class=\"wide\"><table><thead><tr>");
    cell("th", corner, false);
    across.forEach(each -> cell("th", each, true));
    raw("</tr></thead><tbody>");
    rows.forEach(
        (name, cells) -> {
          raw("<tr>");
          cell("th", name, false);
          for (String each : across) {
            Cell cell = cells.getOrDefault(each, new Cell("", ""));
            raw("<td class=\"number %s\">%s</td>".formatted(cell.kind, escape(cell.words)));
          }
          raw("</tr>");
        });
    return raw("</tbody></table></div>");
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
