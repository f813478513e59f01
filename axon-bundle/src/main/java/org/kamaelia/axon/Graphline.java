package org.kamaelia.axon;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Components linked in any shape. The graphline is a component itself; its own boxes are linked as
 * those of a part named {@value #SELF}. It ends when all parts have ended.
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
      Box<?> start = from == made ? made.destination(box(source)) : from.source(box(source));
      Box<?> end = to == made ? made.source(box(destination)) : to.destination(box(destination));
      Linkage.link(start, end);
      return this;
    }

    /** Links two boxes of parts, checked by the compiler. */
    public <T> Builder<I, O> link(Outbox<T> source, Inbox<? super T> destination) {
      source.linkTo(destination);
      return this;
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
