package org.kamaelia.console.internal;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How records of a kind are laid out.
 *
 * @param none what an empty list says
 * @param columns the columns; one that is empty in all rows is left out
 */
record Table<T>(String none, List<ColumnData<T>> columns) {

  /** These rows, or what an empty list says. */
  String of(List<T> rows) {
    if (rows.isEmpty()) {
      return none;
    }
    List<ColumnData<T>> used =
        columns.stream()
            .filter(column -> rows.stream().anyMatch(row -> !"".equals(column.getCellValue(row))))
            .toList();
    return AsciiTable.builder()
        .border(AsciiTable.NO_BORDERS)
        .lineSeparator("\n")
        .data(rows, used)
        .asString()
        .lines()
        .map(String::stripTrailing)
        .filter(line -> !line.isEmpty())
        .map(line -> line.startsWith(" ") ? line.substring(1) : line)
        .collect(Collectors.joining("\n"));
  }

  static <T> ColumnData<T> text(String header, Function<T, String> cell) {
    return column(header, HorizontalAlign.LEFT, cell);
  }

  static <T> ColumnData<T> number(String header, Function<T, String> cell) {
    return column(header, HorizontalAlign.RIGHT, cell);
  }

  private static <T> ColumnData<T> column(
      String header, HorizontalAlign align, Function<T, String> cell) {
    return new Column()
        .header(header.toUpperCase(Locale.ROOT))
        .headerAlign(align)
        .dataAlign(align)
        .with(row -> Text.clean(cell.apply(row)));
  }
}
