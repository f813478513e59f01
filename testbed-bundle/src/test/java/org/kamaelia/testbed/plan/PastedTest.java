package org.kamaelia.testbed.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.testbed.plan.planted.HalfClose;
import org.kamaelia.testbed.plan.planted.Odd;

/** What is shown as a test to paste is one: it compiles, and fails in the same way. */
@Timeout(180)
class PastedTest {
  @TempDir Path folder;

  /** The test that a failure shows, as it would be pasted. */
  private Throwable pasted(FailedScenario failed) throws Exception {
    Matcher shown = Pattern.compile("(?s)\n(  @Test\n.*?\n  }\n)").matcher(failed.getMessage());
    assertThat(shown.find()).as(failed.getMessage()).isTrue();
    Path source = folder.resolve("Pasted.java");
    Files.writeString(
        source,
        """
        import java.time.Duration;
        import org.junit.jupiter.api.Test;
        import org.kamaelia.testbed.plan.Scenario;

        public class Pasted {
        %s}
        """
            .formatted(shown.group(1).replace("  void ", "  public void ")));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    boolean compiles =
        compiler
            .getTask(
                said,
                null,
                null,
                List.of("-proc:none", "-cp", System.getProperty("java.class.path")),
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
            .call();
    assertThat(compiles).as(said + Files.readString(source)).isTrue();
    try (var loader =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, Thread.currentThread().getContextClassLoader())) {
      Class<?> test = loader.loadClass("Pasted");
      Method method =
          List.of(test.getDeclaredMethods()).stream()
              .filter(each -> each.isAnnotationPresent(Test.class))
              .findFirst()
              .orElseThrow();
      Object instance = test.getConstructor().newInstance();
      return catchThrowableOfType(InvocationTargetException.class, () -> method.invoke(instance))
          .getCause();
    }
  }

  private static FailedScenario failure(Runnable run) {
    return catchThrowableOfType(FailedScenario.class, run::run);
  }

  private static void assertAlike(Throwable again, FailedScenario failed) {
    assertThat(again).isInstanceOf(FailedScenario.class);
    FailedScenario same = (FailedScenario) again;
    assertThat(same.fingerprint()).isEqualTo(failed.fingerprint());
    assertThat(same.scenario()).isEqualTo(failed.scenario());
    assertThat(line("trace: ", same)).isEqualTo(line("trace: ", failed)).contains("hash");
  }

  private static String line(String begin, FailedScenario failed) {
    return failed
        .getMessage()
        .lines()
        .filter(each -> each.startsWith(begin))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oneThatWasFoundAndReduced() throws Exception {
    FailedScenario found =
        failure(
            () ->
                Sweep.of(new HalfClose())
                    .hosts("server", "one", "two")
                    .shrinkWithin(Duration.ofMinutes(2))
                    .run());
    assertAlike(pasted(found), found);
  }

  @Test
  void oneWithNamesAndTimesOfAllKinds() throws Exception {
    FailedScenario failed =
        failure(
            () ->
                Scenario.of(Long.MIN_VALUE)
                    .hosts("a \"b\"", "c\\n", "ä")
                    .lasting(Duration.ofNanos(1_000_001))
                    .payload(-1)
                    .sometimes(true)
                    .plan(
                        "0s 1ns crash \"a \\\"b\\\"\"\n"
                            + "1us 1s cut \"c\\\\n"
                            + "\" > \"ä\" \"a \\\"b\\\"\"")
                    .run(new Odd()));
    assertAlike(pasted(failed), failed);
  }
}
