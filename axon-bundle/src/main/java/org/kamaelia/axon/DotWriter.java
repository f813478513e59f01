package org.kamaelia.axon;

/** Writes the DOT language: names only ever stand in quoted labels. */
final class DotWriter implements GraphWriter {
  private final StringBuilder text =
      new StringBuilder("digraph axon {\n  rankdir=LR;\n  node [shape=box];\n");
  private int depth = 1;

  @Override
  public void open(int cluster, String label) {
    line("subgraph cluster_%d {".formatted(cluster));
    depth++;
    line("label=" + quoted(label) + ";");
  }

  @Override
  public void close() {
    depth--;
    line("}");
  }

  @Override
  public void node(int node, String label, boolean present) {
    line("n%d [label=%s%s];".formatted(node, quoted(label), present ? "" : ", style=dotted"));
  }

  @Override
  public void edge(int from, int to, String label, boolean passthrough) {
    line(
        "n%d -> n%d [label=%s%s];"
            .formatted(from, to, quoted(label), passthrough ? ", style=dashed" : ""));
  }

  @Override
  public String text() {
    return text + "}\n";
  }

  private void line(String line) {
    text.repeat("  ", depth).append(line).append('\n');
  }

  /** Within quotes a backslash begins an escape and an ampersand an entity, as in HTML. */
  private static String quoted(String label) {
    StringBuilder quoted = new StringBuilder("\"");
    label
        .codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '&' -> quoted.append("&amp;");
                case '\n' -> quoted.append("\\n");
                default -> quoted.appendCodePoint(TopologyGraph.shown(point));
              }
            });
    return quoted.append('"').toString();
  }
}
