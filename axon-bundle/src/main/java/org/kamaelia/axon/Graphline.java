package org.kamaelia.axon;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Components linked in any shape. The graphline is a component itself; its own boxes are linked as
 * those of a part named {@value #SELF}, and made when they are named. It ends when all parts have
 * ended.
 *
 * {@snippet :
 * Graphline.<String, String>builder()
 *     .add("split", splitter).add("left", left).add("right", right)
 *     .link("self.inbox", "split.inbox")
 *     .link("split.outbox", "left.inbox")
 *     .link("split.other", "right.inbox")
 *     .build()
 * }
 *
 * @param <I> what it takes
 * @param <O> what it makes
 */
public final class Graphline<I, O> extends Composite<I, O> {
  /** The name by which the graphline's own boxes are linked. */
  public static final String SELF = "self";

  private Graphline() {}

  /**
   * A graphline from a text: a linkage a line, {@code source.box -> destination.box}. Without a
   * box, a source means its {@code outbox} and a destination its {@code inbox}; of {@value #SELF}
   * it is the other way round, as seen from inside. A line may go on, {@code a -> b -> c}. What
   * follows a {@code #} is a remark.
   *
   * {@snippet :
   * Graphline.<String, String>parse("""
   *     self -> split -> left
   *     split.other -> right.inbox   # the rest
   *     left -> self
   *     """, Map.of("split", splitter, "left", left, "right", right))
   * }
   *
   * @param text the linkages
   * @param parts the parts by the names they have in the text
   * @throws IllegalArgumentException if a line says what cannot be; names the line
   */
  public static <I, O> Graphline<I, O> parse(
      String text, Map<String, ? extends Component<?, ?>> parts) {
    Builder<I, O> builder = builder();
    // In the order of their names: the same text gives the same run.
    new TreeMap<>(parts).forEach(builder::add);
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String statement = line.replaceFirst("(^|\\s)#.*", "").strip();
      try {
        if (!statement.isEmpty()) {
          builder.chain(List.of(statement.split("->", -1)));
        }
      } catch (IllegalArgumentException | IllegalStateException e) {
        throw new IllegalArgumentException(
            "line %s, %s: %s".formatted(number, statement, e.getMessage()), e);
      }
    }
    return builder.build();
  }

  /** Its inbox of that name, made if there is none. */
  private Box<?> entrance(String box) {
    return List.of("inbox", "control").contains(box) ? destination(box) : named(box, true);
  }

  /** Its outbox of that name, made if there is none. */
  private Box<?> exit(String box) {
    return List.of("outbox", "signal").contains(box) ? source(box) : named(box, false);
  }

  private Box<?> named(String name, boolean inward) {
    for (Box<?> box : boxes()) {
      if (box.name().equals(name)) {
        return box;
      }
    }
    return inward ? newInbox(name, Object.class) : newOutbox(name, Object.class);
  }

  /** Begins a graphline without parts. */
  public static <I, O> Builder<I, O> builder() {
    return new Builder<>();
  }

  /** A graphline being put together. */
  public static final class Builder<I, O> {
    private final Graphline<I, O> made = new Graphline<>();
    private final Map<String, Component<?, ?>> parts = new LinkedHashMap<>();

    private Builder() {
      parts.put(SELF, made);
    }

    /**
     * Adds a part under a name.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public Builder<I, O> add(String name, Component<?, ?> part) {
      if (parts.putIfAbsent(name, part) != null) {
        throw new IllegalArgumentException("there is a part " + name + " already");
      }
      made.include(part);
      return this;
    }

    /**
     * Links two boxes, each given as {@code part.box}.
     *
     * @throws IllegalArgumentException if a name means nothing, or the types do not fit
     */
    public Builder<I, O> link(String source, String destination) {
      Component<?, ?> from = part(source);
      Component<?, ?> to = part(destination);
      // Seen from inside, the graphline's inbox is a source and its outbox a destination.
      Box<?> start = from == made ? made.entrance(box(source)) : from.source(box(source));
      Box<?> end = to == made ? made.exit(box(destination)) : to.destination(box(destination));
      Linkage.link(start, end);
      return this;
    }

    /** Links two boxes of parts, checked by the compiler. */
    public <T> Builder<I, O> link(Outbox<T> source, Inbox<? super T> destination) {
      source.linkTo(destination);
      return this;
    }

    private void chain(List<String> places) {
      if (places.size() < 2) {
        throw new IllegalArgumentException("write source -> destination");
      }
      for (int i = 1; i < places.size(); i++) {
        link(place(places.get(i - 1), "outbox", "inbox"), place(places.get(i), "inbox", "outbox"));
      }
    }

    private static String place(String written, String box, String boxOfSelf) {
      String place = written.strip();
      return place.contains(".") ? place : place + "." + (place.equals(SELF) ? boxOfSelf : box);
    }

    /** The graphline; the builder is used up. */
    public Graphline<I, O> build() {
      return made;
    }

    private Component<?, ?> part(String place) {
      int dot = place.indexOf('.');
      Component<?, ?> part = dot < 0 ? null : parts.get(place.substring(0, dot));
      if (part == null) {
        throw new IllegalArgumentException(
            "%s is not a box of %s: write part.box".formatted(place, parts.keySet()));
      }
      return part;
    }

    private static String box(String place) {
      return place.substring(place.indexOf('.') + 1);
    }
  }
}
