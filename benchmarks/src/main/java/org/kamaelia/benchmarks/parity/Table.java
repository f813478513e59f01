package org.kamaelia.benchmarks.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The comparison as Markdown. */
final class Table {
  private Table() {}

  static String head(List<Side> sides) {
    List<String> titles = new ArrayList<>(List.of("cell", "runs"));
    sides.forEach(side -> titles.add(side.title() + ", Mbit/s"));
    sides.stream().skip(1).forEach(side -> titles.add(side.title() + " to the kernel's"));
    sides.forEach(side -> titles.add("RTT ms, " + side.title()));
    sides.forEach(side -> titles.add("resent a second, " + side.title()));
    return line(titles) + "\n" + line(titles.stream().map(title -> "---").toList());
  }

  static String row(Cell cell, int seconds, List<Side> sides, List<List<Figures>> all) {
    List<String> fields = new ArrayList<>();
    fields.add(cell.toString());
    fields.add(all.getFirst().size() + " of " + seconds + " s");
    all.forEach(each -> fields.add(text(values(each, Figures::goodput), 2)));
    for (int i = 1; i < sides.size(); i++) {
      List<Figures> one = all.get(i);
      List<Figures> first = all.getFirst();
      fields.add(
          text(
              IntStream.range(0, one.size())
                  .mapToDouble(run -> one.get(run).goodput() / first.get(run).goodput())
                  .toArray(),
              3));
    }
    all.forEach(each -> fields.add(text(values(each, Figures::rtt), 1)));
    all.forEach(each -> fields.add(text(values(each, it -> it.resent() / 1e3), 2)));
    return line(fields);
  }

  private static String line(List<String> fields) {
    return "| " + String.join(" | ", fields) + " |";
  }

  private static double[] values(List<Figures> runs, ToDoubleFunction<Figures> what) {
    return runs.stream().mapToDouble(what).toArray();
  }

  /** The mean, and the half of its 95 % interval. */
  private static String text(double[] values, int digits) {
    Interval interval = Interval.of(values);
    return String.format(
        Locale.ROOT, "%." + digits + "f ± %." + digits + "f", interval.mean(), interval.half());
  }
}
