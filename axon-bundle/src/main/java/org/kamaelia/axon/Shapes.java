package org.kamaelia.axon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Classes for rows of transformers through which many messages pass. A row's shape is the list of
 * its functions' classes, and each shape gets a class with a call for each function: there the JVM
 * sees only one function at each call, and puts its code in place of the call. Rows of one shape
 * share the class.
 *
 * <p>Functions' classes are known weakly here, and not at all to what is made: a bundle's class
 * loader can go as if this were not there.
 *
 * <p>Threading: any loop.
 */
final class Shapes {
  /** The most transformers in a shape; so long a method the JVM still compiles well. */
  static final int LONGEST = 32;

  /**
   * How many messages pass a row before it is worth a class. To make one takes half a millisecond,
   * and 20 the first time; it saves 3 ns a message and transformer.
   */
  private static final int WORTH = 16_384;

  /** The most shapes: they take up to 6 kB each, without the machine code. */
  private static final int MOST = 256;

  private static final Logger LOG = System.getLogger("org.kamaelia.axon");

  /** How many messages pass a row before it is worth a class; 0 if none ever is. */
  final int worth;

  private final MethodHandles.Lookup home;
  private final int most;
  private final Map<List<Kind>, MethodHandle> makers = new HashMap<>();

  /** Without the right to make classes, or memory for them. */
  private boolean impossible;

  Shapes() {
    this(MethodHandles.lookup(), WORTH, MOST);
  }

  Shapes(MethodHandles.Lookup home, int worth, int most) {
    this.home = home;
    this.worth = worth;
    this.most = most;
  }

  /** A way through these that a class was made for; null if they stay as they are. */
  synchronized @Nullable Passage compiled(List<? extends Transformer<?, ?>> stages) {
    if (impossible || stages.size() > LONGEST) {
      return null;
    }
    List<Kind> shape = stages.stream().map(stage -> new Kind(stage.function())).toList();
    try {
      MethodHandle maker = makers.get(shape);
      if (maker == null) {
        makers.keySet().removeIf(kinds -> kinds.stream().anyMatch(Kind::isGone));
        if (makers.size() >= most) {
          return null;
        }
        maker = maker(stages.size());
        makers.put(shape, maker);
      }
      return (Passage) maker.invoke(stages);
    } catch (Throwable e) {
      impossible = true;
      LOG.log(Level.WARNING, "transformers stay slower, as no class can be made for them", e);
      return null;
    }
  }

  /** Shapes that have a class. */
  synchronized int size() {
    return makers.size();
  }

  private MethodHandle maker(int stages) throws ReflectiveOperationException {
    MethodHandles.Lookup made = home.defineHiddenClass(ShapeCode.of(stages), true);
    return made.findConstructor(made.lookupClass(), MethodType.methodType(void.class, List.class));
  }

  /** A function's class, which this does not keep. */
  private static final class Kind extends WeakReference<Class<?>> {
    private final int hash;

    Kind(Object function) {
      super(function.getClass());
      hash = function.getClass().hashCode();
    }

    boolean isGone() {
      return refersTo(null);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (!(other instanceof Kind kind)) {
        return false;
      }
      Class<?> type = get();
      return kind == this || (type != null && kind.refersTo(type));
    }
  }
}
