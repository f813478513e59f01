package org.kamaelia.lab;

import com.github.freva.asciitable.AsciiTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares the runs of two folders. */
@Command(
    name = "compare",
    description = {
      "Compares two folders of results, cell by cell and seed by seed.",
      "Differences are of the second less the first."
    })
final class CompareCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "RUN1", description = "A folder of results.")
  @SuppressWarnings("NullAway.Init")
  private Path first;

  @Parameters(index = "1", paramLabel = "RUN2", description = "Another one.")
  @SuppressWarnings("NullAway.Init")
  private Path second;

  @Option(names = "--output", paramLabel = "DIR", description = "Writes a report there.")
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    Comparison comparison = Comparison.of(first, second);
    Results results = comparison.results();
    List<String[]> rows = new ArrayList<>();
    for (Results.Difference each : results.differences()) {
      rows.add(
          new String[] {
            each.point(),
            Figures.named(each.measure(), each.unit()),
            Figures.interval(each.first()),
            Figures.interval(each.second()),
            Figures.interval(each.paired()),
            verdict(each.paired())
          });
    }
    List<String> variants = results.settings().variants();
    System.out.println(
        AsciiTable.builder()
            .border(AsciiTable.NO_BORDERS)
            .header(
                "cell", "measure", variants.getFirst(), variants.getLast(), "difference", "verdict")
            .data(rows.toArray(String[][]::new))
            .asString());
    comparison.notes().forEach(System.out::println);
    if (output != null) {
      Files.createDirectories(output);
      Tables.write(results, output);
      Report.write(results, output, comparison.curves(), "");
      System.out.println("report: " + output.resolve("report.html"));
    }
    return 0;
  }

  /** In one word. */
  static String verdict(Summary paired) {
    if (paired.count() < 2) {
      return "too few";
    }
    if (paired.mean() == 0 && paired.half() == 0) {
      return "same";
    }
    return !paired.excludesZero() ? "no difference seen" : paired.mean() > 0 ? "more" : "less";
  }
}
