package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lab, as the distribution has it: no server runs. */
@Timeout(120)
class LabIT {

  private static final String SCRIPT =
      Path.of(System.getProperty("kamaelia.dist")).resolve("bin/kamaelia").toString();

  @Test
  void aPlanIsRunToAReportAndGoesOnWhereItWas(@TempDir Path temp) throws Exception {
    Path plan = temp.resolve("short.yaml");
    Path output = temp.resolve("results");
    Files.writeString(
        plan,
        """
        experiment: network
        set: {duration: 300ms}
        sweep: {congestion-control: [cubic, reno]}
        seeds: 2
        output: "%s"
        """
            .formatted(output));
    try (Kamaelia kamaelia = new Kamaelia(temp)) {
      Kamaelia.Result first = lab(kamaelia, "run", plan.toString());
      assertThat(first.err()).isEmpty();
      assertThat(first.exitCode()).isZero();
      assertThat(first.out())
          .contains("4 of 4 runs", "congestion-control=reno", "report: " + output);
      assertThat(output.resolve("report.html")).content().contains("bulk goodput", "<svg");

      Kamaelia.Result again = lab(kamaelia, "run", plan.toString(), "--set", "sample=1s");
      assertThat(again.exitCode()).isEqualTo(1);
      assertThat(again.err()).contains("sample was 100ms and is 1s").hasLineCount(1);
    }
  }

  private static Kamaelia.Result lab(Kamaelia kamaelia, String... words) throws Exception {
    String[] command = new String[words.length + 2];
    command[0] = SCRIPT;
    command[1] = "lab";
    System.arraycopy(words, 0, command, 2, words.length);
    return kamaelia.tool(Path.of("/dev/null"), command);
  }
}
