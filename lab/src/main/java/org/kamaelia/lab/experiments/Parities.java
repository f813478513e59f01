package org.kamaelia.lab.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes parity packets of rows and columns, as SMPTE ST 2022-1 has them: media packets fill a
 * matrix row by row; the exclusive or of a row goes out when it is full, those of the columns after
 * the last row.
 */
final class Parities {
  private final int columns;
  private final int rows;
  private final boolean ofRows;
  private final boolean ofColumns;
  private final @Nullable RepairPacket[] column;
  private @Nullable RepairPacket row;
  private int place;

  Parities(int columns, int rows, boolean ofRows, boolean ofColumns) {
    this.columns = columns;
    this.rows = rows;
    this.ofRows = ofRows;
    this.ofColumns = ofColumns;
    column = new RepairPacket[columns];
  }

  /** What is to be sent behind a media packet. */
  List<RepairPacket> after(RepairPacket media) {
    List<RepairPacket> parities = new ArrayList<>();
    int at = place % columns;
    RepairPacket soFar = column[at];
    column[at] = soFar == null ? parity(media, columns, rows) : soFar.xor(media);
    row = row == null ? parity(media, 1, columns) : row.xor(media);
    place++;
    if (at == columns - 1) {
      if (ofRows) {
        parities.add(row);
      }
      row = null;
    }
    if (place == columns * rows) {
      if (ofColumns) {
        for (RepairPacket each : column) {
          if (each != null) {
            parities.add(each);
          }
        }
      }
      Arrays.fill(column, null);
      place = 0;
    }
    return parities;
  }

  private static RepairPacket parity(RepairPacket first, int step, int count) {
    return new RepairPacket(
        RepairPacket.Kind.PARITY, first.base(), step, count, first.sent(), first.payload());
  }
}
