package org.kamaelia.page;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kamaelia.net.ConnectionInfo;

/** The connections, from one look to the next. */
final class Connections {
  /** Of how many that are not on a screen the figures may be told at a time. */
  static final int MOST = 2000;

  private final Rows<ConnectionRow> rows = new Rows<>();

  Rows<ConnectionRow> rows() {
    return rows;
  }

  /** Takes what is there now. */
  void look(List<ConnectionInfo> all, Instant now) {
    Set<Long> here = new HashSet<>();
    for (ConnectionInfo it : all) {
      here.add(it.id());
      rows.put(it.id(), ConnectionRow.of(it, rows.get(it.id()), now));
    }
    List.copyOf(rows.all().keySet()).stream()
        .filter(id -> !here.contains(id))
        .forEach(rows::remove);
  }

  Rows.Delta<ConnectionRow> take(Set<Long> shown) {
    return rows.take(MOST, shown::contains);
  }
}
