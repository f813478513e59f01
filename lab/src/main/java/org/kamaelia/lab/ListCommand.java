package org.kamaelia.lab;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Lists the experiments. */
@Command(name = "list", description = "Lists the experiments that there are.")
final class ListCommand implements Callable<Integer> {

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Main main;

  @Override
  public Integer call() {
    System.out.println(
        AsciiTable.getTable(
            AsciiTable.NO_BORDERS,
            main.experiments().all(),
            List.of(
                column("experiment").with(Experiment::name),
                column("what").with(Experiment::summary))));
    return 0;
  }

  private static Column column(String header) {
    return new Column()
        .header(header)
        .headerAlign(HorizontalAlign.LEFT)
        .dataAlign(HorizontalAlign.LEFT)
        .maxWidth(100);
  }
}
