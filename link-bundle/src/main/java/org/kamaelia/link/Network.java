package org.kamaelia.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Places by their names, and the links between them: what a simulation is built of, without its
 * hosts.
 *
 * @param edges the pairs of links, no two between the same places
 */
public record Network(List<Edge> edges) {

  /**
   * Two places that are neighbours.
   *
   * @param there from the first to the second
   * @param back from the second to the first
   */
  public record Edge(String from, String to, LinkSpec there, LinkSpec back) {
    /**
     * Checks the places.
     *
     * @throws IllegalArgumentException if they are the same
     */
    public Edge {
      if (from.equals(to)) {
        throw new IllegalArgumentException("a link from " + from + " to itself");
      }
    }
  }

  /**
   * Checks that no two places have two edges.
   *
   * @throws IllegalArgumentException if they have
   */
  public Network {
    edges = List.copyOf(edges);
    Set<Set<String>> known = new LinkedHashSet<>();
    for (Edge edge : edges) {
      if (!known.add(Set.of(edge.from, edge.to))) {
        throw new IllegalArgumentException("two links between " + edge.from + " and " + edge.to);
      }
    }
  }

  /** All places, in the order in which they occur. */
  public Collection<String> places() {
    Set<String> places = new LinkedHashSet<>();
    for (Edge edge : edges) {
      places.add(edge.from);
      places.add(edge.to);
    }
    return places;
  }

  /** Two places. */
  public static Network pair(String from, String to, LinkSpec there, LinkSpec back) {
    return new Network(List.of(new Edge(from, to, there, back)));
  }

  /**
   * Some places around another one.
   *
   * @param up from each place to the hub
   * @param down from the hub to each
   */
  public static Network star(String hub, List<String> places, LinkSpec up, LinkSpec down) {
    return new Network(places.stream().map(place -> new Edge(place, hub, up, down)).toList());
  }

  /**
   * Some places on either side of a bottleneck between two routers, which are called left and
   * right.
   *
   * @param access from each place to its router, and back
   * @param bottleneck between the routers, each way
   */
  public static Network dumbbell(
      List<String> left, List<String> right, LinkSpec access, LinkSpec bottleneck) {
    List<Edge> edges = new ArrayList<>(star("left", left, access, access).edges);
    edges.add(new Edge("left", "right", bottleneck, bottleneck));
    edges.addAll(star("right", right, access, access).edges);
    return new Network(edges);
  }

  /**
   * A tree, for relays or multicast. The children of a place have its name with .1, .2 and so on.
   *
   * @param fanOut children of each place
   * @param depth how many links a leaf is away from the root
   * @param down from each place to its children
   * @param up from each place to its parent
   */
  public static Network tree(String root, int fanOut, int depth, LinkSpec down, LinkSpec up) {
    List<Edge> edges = new ArrayList<>();
    List<String> level = List.of(root);
    for (int i = 0; i < depth; i++) {
      List<String> next = new ArrayList<>();
      for (String parent : level) {
        for (int child = 1; child <= fanOut; child++) {
          String name = parent + "." + child;
          edges.add(new Edge(parent, name, down, up));
          next.add(name);
        }
      }
      level = next;
    }
    return new Network(edges);
  }

  /**
   * Reads a file. In each line: two places with a {@code -} in between, or a {@code >} for what
   * only that direction has; then, if wanted, the name of a {@link LinkPreset}, whose up is from
   * the first place to the second; then settings as of {@link LinkSpec#with}. A later line changes
   * what an earlier one said. What is behind a # is for the reader.
   *
   * @throws LinkFileException if a line is not so; it names file, line and text
   * @throws IOException if it cannot be read
   */
  public static Network read(Path file) throws IOException {
    return read(Files.readAllLines(file), (line, what) -> new LinkFileException(file, line, what));
  }

  /**
   * Reads the text of a file, as {@link #read} does.
   *
   * @throws LinkTextException if a line is not so; it names line and text
   */
  public static Network parse(String text) {
    return read(text.lines().toList(), LinkTextException::new);
  }

  private static <E extends Exception> Network read(
      List<String> lines, BiFunction<Integer, String, E> problem) throws E {
    Map<Set<String>, Edge> edges = new LinkedHashMap<>();
    int number = 0;
    for (String text : lines) {
      number++;
      int comment = text.indexOf('#');
      String line = (comment < 0 ? text : text.substring(0, comment)).strip();
      if (!line.isEmpty()) {
        try {
          add(edges, line);
        } catch (IllegalArgumentException e) {
          throw problem.apply(number, "\"" + line + "\": " + e.getMessage());
        }
      }
    }
    return new Network(List.copyOf(edges.values()));
  }

  private static void add(Map<Set<String>, Edge> edges, String line) {
    String[] words = line.split("\\s+", 4);
    if (words.length < 3 || !(words[1].equals("-") || words[1].equals(">"))) {
      throw new IllegalArgumentException("a line is PLACE - PLACE or PLACE > PLACE, and settings");
    }
    String from = words[0];
    String to = words[2];
    String settings = words.length > 3 ? words[3] : "";
    String first = settings.split("\\s+", 2)[0];
    Edge edge = new Edge(from, to, LinkSpec.ideal(), LinkSpec.ideal());
    Edge known = edges.get(Set.of(from, to));
    if (known != null) {
      boolean same = known.from.equals(from);
      edge = new Edge(from, to, same ? known.there : known.back, same ? known.back : known.there);
    }
    if (!first.isEmpty() && !first.contains("=")) {
      LinkPreset preset = LinkPreset.named(first);
      edge = new Edge(from, to, preset.up(), words[1].equals("-") ? preset.down() : edge.back);
      settings = settings.substring(first.length());
    }
    LinkSpec there = edge.there.with(settings);
    LinkSpec back = words[1].equals("-") ? edge.back.with(settings) : edge.back;
    edges.put(Set.of(from, to), new Edge(from, to, there, back));
  }
}
