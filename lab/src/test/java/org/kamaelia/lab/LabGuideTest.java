package org.kamaelia.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/lab.md says is typed, is typed here, with shorter runs and fewer of them. */
class LabGuideTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
  private static final String KAMAELIA = "./kamaelia lab ";

  @TempDir Path folder;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void eachCommandOfTheGuideDoesWhatItSays() throws Exception {
    String guide = Files.readString(Path.of("../docs/lab.md"));
    List<String> commands = new ArrayList<>();
    for (Matcher block = BLOCK.matcher(guide); block.find(); ) {
      if (block.group(1).equals("yaml")) {
        String text = block.group(2);
        String name = text.lines().findFirst().orElseThrow().replace("# ", "");
        Files.writeString(
            folder.resolve(name), text.replace("seeds: 10", "seeds: 2") + "repeat: 0\n");
      } else if (block.group(1).equals("sh")) {
        commands.addAll(block.group(2).lines().toList());
      }
    }
    commands.add(KAMAELIA + "run values.yaml");
    commands.add(KAMAELIA + "run hops.yaml");
    for (String each : commands) {
      assertThat(each).startsWith(KAMAELIA);
      assertThat(run(each.substring(KAMAELIA.length()).split(" ")))
          .as("%s%n%s", each, printed)
          .isZero();
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("network: flows over a network")
        .contains("congestion-control: cubic")
        .contains("link=dsl, managed/cubic")
        .contains("settings differ: in link=dsl/cubic, duration was")
        .contains("arrived (packets)");
    for (String each : List.of("network", "home", "both", "values", "hops")) {
      assertThat(folder.resolve(each).resolve("report.html")).content().contains("<svg");
    }
    assertThat(folder.resolve("home/files/link=lte_reno/2/run.json")).exists();
  }

  private int run(String... words) throws IOException, URISyntaxException {
    List<String> line = new ArrayList<>();
    for (String word : words) {
      line.add(
          word.startsWith("lab-results/") || word.endsWith(".yaml")
              ? folder.resolve(word.replace("lab-results/", "")).toString()
              : word.equals("classes") ? classes().toString() : word);
    }
    if (words[0].equals("run")) {
      line.addAll(List.of("--jobs", "2"));
      boolean ofNetwork = Stream.of(words).noneMatch(word -> word.endsWith("Burst"));
      if (ofNetwork && !line.contains("--only")) {
        line.addAll(List.of("--seeds", "2"));
      }
      if (ofNetwork && !line.contains("--set") && !words[1].equals("values.yaml")) {
        line.addAll(List.of("--set", "duration=400ms"));
      }
      if (!line.contains("--output")) {
        String plan = words[1].replace(".yaml", "").replace("--classpath", "burst");
        line.addAll(List.of("--output", folder.resolve(plan).toString()));
      }
      line.replaceAll(word -> word.equals("duration=5s") ? "duration=500ms" : word);
    }
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      return Main.commandLine().execute(line.toArray(String[]::new));
    } finally {
      System.setOut(out);
    }
  }

  private static Path classes() throws URISyntaxException {
    return Path.of(Burst.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
