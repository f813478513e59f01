package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShapesTest {
  private static final Function<Object, Object> SAME = it -> it;
  private static final Function<Object, Object> LONGER = it -> it + "+";

  private final Shapes shapes = new Shapes(MethodHandles.lookup(), 1, 2);

  @Test
  void rowsOfTheSameFunctionsShareAClass() {
    Passage one = compiled(SAME, LONGER);
    Passage two = compiled(SAME, LONGER);
    assertThat(one).isNotSameAs(two).hasSameClassAs(two);
    assertThat(one.apply("a")).isEqualTo("a+");
    assertThat(compiled(LONGER, SAME).getClass()).isNotSameAs(one.getClass());
    assertThat(shapes.size()).isEqualTo(2);
  }

  @Test
  void whenThereAreManyShapesNewOnesStayAsTheyAre() {
    compiled(SAME);
    compiled(LONGER);
    assertThat(shapes.compiled(row(SAME, SAME))).isNull();
    assertThat(compiled(SAME).apply("a")).isEqualTo("a");
  }

  @Test
  void theLongestRowHasAClassAndALongerOneStaysAsItIs() {
    Object[] longest = Collections.nCopies(Shapes.LONGEST, LONGER).toArray();
    assertThat(Objects.toString(compiled(longest).apply(""))).hasSize(Shapes.LONGEST);
    assertThat(shapes.compiled(row(Collections.nCopies(Shapes.LONGEST + 1, LONGER).toArray())))
        .isNull();
  }

  @Test
  void withoutTheRightToDefineClassesRowsStayAsTheyAre() {
    var denied = new Shapes(MethodHandles.publicLookup(), 1, 2);
    assertThat(denied.compiled(row(SAME))).isNull();
    var axon = new SteppedAxon(7);
    axon.shapes = denied;
    List<Object> seen = new ArrayList<>();
    axon.activate(
        Pipeline.of(Parts.source("a", "b"), Transformer.<Object, Object>of("longer", LONGER))
            .to(Parts.sink(seen)));
    axon.runUntilIdle();
    assertThat(seen).containsExactly("a+", "b+");
  }

  @Test
  void aClassLoaderOfFunctionsCanGoAfterTheirRow() throws Exception {
    var axon = new SteppedAxon(7);
    axon.shapes = shapes;
    ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      var loader = new OwnCopy();
      loaders.add(new WeakReference<>(loader, gone));
      runRow(axon, loader.function());
    }
    assertThat(shapes.size()).isEqualTo(2);
    for (int i = 0; i < 2; i++) {
      awaitOne(gone);
    }
    assertThat(loaders).allMatch(it -> it.refersTo(null));
    compiled(SAME);
    assertThat(shapes.size()).as("those that are gone make room").isEqualTo(1);
  }

  private static void runRow(SteppedAxon axon, Function<Object, Object> function) {
    List<Object> seen = new ArrayList<>();
    axon.activate(
        Pipeline.of(
                Parts.source("a", "b"),
                Transformer.<Object, Object>of("own", function),
                Transformer.<Object, Object>of("longer", LONGER))
            .to(Parts.sink(seen)));
    axon.runUntilIdle();
    assertThat(seen).containsExactly("own a+", "own b+");
  }

  /** Collection takes as many rounds as it takes. */
  private static void awaitOne(ReferenceQueue<?> gone) throws InterruptedException {
    for (int i = 0; i < 300; i++) {
      System.gc();
      if (gone.remove(100) != null) {
        return;
      }
    }
    throw new AssertionError("a class loader is still there");
  }

  private Passage compiled(Object... functions) {
    return Objects.requireNonNull(shapes.compiled(row(functions)));
  }

  @SuppressWarnings("unchecked") // they are such functions
  private static List<Transformer<Object, Object>> row(Object... functions) {
    return Stream.of(functions)
        .map(it -> Transformer.of("f", (Function<Object, Object>) it))
        .toList();
  }

  /** What {@link OwnCopy} loads. */
  public static final class Own implements Function<Object, Object> {
    @Override
    public Object apply(Object it) {
      return "own " + it;
    }
  }

  /** Loads the function's class itself, as a bundle does. */
  private static final class OwnCopy extends ClassLoader {
    OwnCopy() {
      super(ShapesTest.class.getClassLoader());
    }

    @SuppressWarnings("unchecked") // Own is one
    Function<Object, Object> function() throws IOException, ReflectiveOperationException {
      String file = "/" + Own.class.getName().replace('.', '/') + ".class";
      try (var in = Objects.requireNonNull(Own.class.getResourceAsStream(file))) {
        byte[] bytes = in.readAllBytes();
        return (Function<Object, Object>)
            defineClass(Own.class.getName(), bytes, 0, bytes.length).getConstructor().newInstance();
      }
    }
  }
}
