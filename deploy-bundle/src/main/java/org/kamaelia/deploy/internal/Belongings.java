package org.kamaelia.deploy.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells what belongs to a bundle: it holds on to all of the bundle's classes.
 *
 * @param loader the bundle's class loader
 */
record Belongings(ClassLoader loader) {

  /** How many elements of a collection are looked at. */
  private static final int MOST = 10_000;

  /** What to say of an object that belongs to it; empty if it does not. */
  Optional<String> name(@Nullable Object object) {
    return switch (object) {
      case null -> Optional.empty();
      case ClassLoader other when other == loader -> Optional.of(": its class loader");
      case Class<?> type when type.getClassLoader() == loader ->
          Optional.of(": its class " + type.getName());
      case Object other when other.getClass().getClassLoader() == loader ->
          Optional.of(": " + other.getClass().getName());
      case Object other -> Optional.empty();
    };
  }

  /** The same, and looks into a collection of the JDK's, one deep. */
  Optional<String> nameOfContent(@Nullable Object object) {
    Optional<String> own = name(object);
    if (own.isPresent()) {
      return own;
    }
    try {
      return switch (object) {
        case Object[] array -> first(Arrays.asList(array), array);
        case Collection<?> some when isOfTheJdk(some) -> first(some, some);
        case Map<?, ?> map when isOfTheJdk(map) ->
            first(map.keySet(), map).or(() -> first(map.values(), map));
        case null, default -> Optional.empty();
      };
    } catch (ConcurrentModificationException e) {
      // it is in use
      return Optional.empty();
    }
  }

  private Optional<String> first(Collection<?> elements, Object in) {
    return elements.stream()
        .limit(MOST)
        .flatMap(element -> name(element).stream())
        .findFirst()
        .map(what -> what + " in a " + in.getClass().getSimpleName());
  }

  /** Others' code may do anything when it is looked at. */
  private static boolean isOfTheJdk(Object object) {
    return object.getClass().getModule().isNamed();
  }

  /** Whether a class of that name was loaded by it; another version may have one as well. */
  boolean has(String className) {
    return Opened.isLoaded(loader, className);
  }
}
