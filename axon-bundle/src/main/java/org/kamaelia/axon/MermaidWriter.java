package org.kamaelia.axon;

/** Writes a Mermaid flowchart: names only ever stand in quoted labels. */
final class MermaidWriter implements GraphWriter {
  private final StringBuilder text = new StringBuilder("flowchart LR\n");
  private int depth = 1;

  @Override
  public void open(int cluster, String label) {
    line("subgraph g%d[%s]".formatted(cluster, quoted(label)));
    depth++;
  }

  @Override
  public void close() {
    depth--;
    line("end");
  }

  @Override
  public void node(int node, String label, boolean present) {
    line(
        present
            ? "n%d[%s]".formatted(node, quoted(label))
            : "n%d([%s])".formatted(node, quoted(label)));
  }

  @Override
  public void edge(int from, int to, String label, boolean passthrough) {
    line("n%d %s|%s| n%d".formatted(from, passthrough ? "-.->" : "-->", quoted(label), to));
  }

  @Override
  public String text() {
    return text.toString();
  }

  private void line(String line) {
    text.repeat("  ", depth).append(line).append('\n');
  }

  /**
   * Whatever is neither letter, digit, space nor slash goes by its number: so many characters mean
   * something to Mermaid, to the Markdown in it or to the page around it.
   */
  private static String quoted(String label) {
    if (label.isEmpty()) {
      return "\" \""; // nothing at all would be a mistake
    }
    StringBuilder quoted = new StringBuilder("\"");
    label
        .codePoints()
        .forEach(
            point -> {
              if (point == '\n') {
                quoted.append("<br/>");
              } else if (Character.isLetterOrDigit(point) || point == ' ' || point == '/') {
                quoted.appendCodePoint(point);
              } else {
                quoted.append('#').append(TopologyGraph.shown(point)).append(';');
              }
            });
    return quoted.append('"').toString();
  }
}
