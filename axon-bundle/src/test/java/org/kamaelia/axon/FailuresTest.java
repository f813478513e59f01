package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final Log log = new Log();
  private final Failures failures = new Failures(log);

  @Test
  void ofAStackWithManyFramesTheFirstAndLastAreLogged() {
    Throwable deep = withFrames(new StackOverflowError(), 1000);
    failures.report("g/deep failed", deep);
    Throwable logged = log.thrown.getFirst();
    assertThat(logged).hasToString("java.lang.StackOverflowError");
    List<String> frames = frames(logged);
    assertThat(frames).hasSize(41);
    assertThat(frames.subList(0, 20)).isEqualTo(frames(deep).subList(0, 20));
    assertThat(frames.get(20)).isEqualTo("...(960 frames left out)");
    assertThat(frames.subList(21, 41)).isEqualTo(frames(deep).subList(980, 1000));
    assertThat(deep.getStackTrace()).as("the failure itself").hasSize(1000);
  }

  @Test
  void soItIsWithItsCauses() {
    Throwable deep = withFrames(new StackOverflowError(), 1000);
    failures.report("g/deep failed", withFrames(new IllegalStateException("wrapped", deep), 3));
    Throwable logged = log.thrown.getFirst();
    assertThat(logged).hasToString("java.lang.IllegalStateException: wrapped");
    assertThat(logged.getStackTrace()).hasSize(3);
    assertThat(logged.getCause()).hasToString("java.lang.StackOverflowError");
    assertThat(logged.getCause().getStackTrace()).hasSize(41);
  }

  @Test
  void causesInACircleAreLoggedAsWell() {
    var one = withFrames(new IllegalStateException("one"), 1000);
    one.initCause(new IllegalStateException("two", one));
    failures.report("g/odd failed", one);
    assertThat(log.thrown.getFirst()).hasToString("java.lang.IllegalStateException: one");
  }

  @Test
  void aFailureOfUsualLengthIsLoggedItself() {
    Throwable usual = withFrames(new IllegalStateException("x"), 41);
    failures.report("g/usual failed", usual);
    assertThat(log.thrown.getFirst()).isSameAs(usual);
  }

  /** Fails whoever looks at it. */
  private static final class Hostile extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new NoClassDefFoundError("nothing is left");
    }
  }

  @Test
  void aFailureThatCannotBeLookedAtIsToldOfAllTheSame() {
    failures.report("g/odd failed", new Hostile());
    assertThat(log.lines)
        .singleElement()
        .isEqualTo(
            "g/odd failed, with a org.kamaelia.axon.FailuresTest$Hostile that cannot be logged:"
                + " java.lang.NoClassDefFoundError");
  }

  @Test
  void whereNothingCanBeLoggedItGoesOn() {
    new Failures(
            new Log() {
              @Override
              public void log(
                  Level level, @Nullable ResourceBundle bundle, String message, Throwable failure) {
                throw new OutOfMemoryError("nothing is left");
              }

              @Override
              public void log(
                  Level level, @Nullable ResourceBundle bundle, String format, Object... params) {
                throw new OutOfMemoryError("nothing is left");
              }
            })
        .report("g/odd failed", new IllegalStateException("x"));
  }

  private static <E extends Throwable> E withFrames(E failure, int count) {
    StackTraceElement[] frames = new StackTraceElement[count];
    Arrays.setAll(frames, i -> new StackTraceElement("Deep", "down", "Deep.java", i + 1));
    failure.setStackTrace(frames);
    return failure;
  }

  private static List<String> frames(Throwable failure) {
    return Arrays.stream(failure.getStackTrace()).map(StackTraceElement::toString).toList();
  }

  /** Keeps what was thrown. */
  private static class Log implements System.Logger {
    final List<Throwable> thrown = new ArrayList<>();
    final List<String> lines = new ArrayList<>();

    @Override
    public String getName() {
      return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String message, Throwable failure) {
      thrown.add(failure);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String format, Object... params) {
      lines.add(format);
    }
  }
}
