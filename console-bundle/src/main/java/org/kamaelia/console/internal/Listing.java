package org.kamaelia.console.internal;

import java.util.AbstractList;
import java.util.List;

/** The records that a command found, with the table that shows them, and even none of them. */
final class Listing<T> extends AbstractList<T> {
  private final Table<T> table;
  private final List<T> rows;

  Listing(Table<T> table, List<T> rows) {
    this.table = table;
    this.rows = rows;
  }

  @Override
  public T get(int index) {
    return rows.get(index);
  }

  @Override
  public int size() {
    return rows.size();
  }

  /** The table as text. */
  String text() {
    return table.of(rows);
  }
}
