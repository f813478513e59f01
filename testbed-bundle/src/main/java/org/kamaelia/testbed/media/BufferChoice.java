package org.kamaelia.testbed.media;

import java.util.List;

/** See {@link SegmentChoice#buffer}. */
record BufferChoice() implements SegmentChoice {
  private static final double RESERVOIR = 90 / 240.0;
  private static final double CUSHION = 126 / 240.0;

  @Override
  public int next(PlayerState state) {
    Ladder ladder = state.ladder();
    List<Long> rates = ladder.rates();
    int now = state.fetched().isEmpty() ? 0 : state.fetched().getLast().rung();
    double filled = state.level().toNanos() / (double) state.most().toNanos();
    double along = (filled - RESERVOIR) / CUSHION;
    if (along <= 0) {
      return 0;
    }
    if (along >= 1) {
      return ladder.top();
    }
    double map = rates.getFirst() + along * (rates.getLast() - rates.getFirst());
    // stays until the map reaches the next rung, so that it does not waver at an edge
    if (map >= rates.get(Math.min(now + 1, ladder.top()))) {
      // the highest below the map
      int rung = ladder.below(map);
      return rates.get(rung) < map ? rung : rung - 1;
    }
    if (map <= rates.get(Math.max(now - 1, 0))) {
      // the lowest above it
      int rung = ladder.below(map);
      return rung + 1;
    }
    return now;
  }
}
