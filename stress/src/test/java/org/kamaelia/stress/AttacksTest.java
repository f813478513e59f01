package org.kamaelia.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attacks in short; how long anything took is not looked at. */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class AttacksTest {
  /** All the heap that a server has while it is attacked. */
  private static final List<String> SMALL = List.of("-XX:+UseG1GC", "-Xmx64m");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HALF_OPEN")
  void goodClientsLoseNothingAndTheServerRecovers(Attack attack) throws Exception {
    new Attacks(200, 20, 0.3, 0.3, 1, List.of(), SMALL, List.of(), out).run(attack, folder);
    assertThat(printed()).contains("| " + attack + ":");
  }

  @Test
  void connectionsThatAreOpenedToHalfKeepNobodyOut() throws Exception {
    assumeTrue(Namespace.isThere(), "it takes a network of its own: unshare and ip");
    int code = Namespace.run(out, AttacksMain.class, "0.3", "inside", "half-open");
    assertThat(code).as(printed()).isZero();
    assertThat(printed()).contains("| half-open:");
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }
}
