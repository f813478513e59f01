package org.kamaelia.testbed.media;

import java.util.List;

/** See {@link SegmentChoice#bola}. */
record BolaChoice() implements SegmentChoice {
  private static final double GAMMA_P = 5;

  @Override
  public int next(PlayerState state) {
    List<Long> rates = state.ladder().rates();
    double segment = state.ladder().segment().toNanos();
    double level = state.level().toNanos() / segment;
    // so that the highest rung is worth asking for until there is room for no segment
    double most = state.most().toNanos() / segment;
    double v = (most - 1) / (utility(rates, state.ladder().top()) + GAMMA_P);
    int best = 0;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int rung = 0; rung < rates.size(); rung++) {
      double score = (v * (utility(rates, rung) + GAMMA_P) - level) / rates.get(rung);
      if (score >= greatest) {
        greatest = score;
        best = rung;
      }
    }
    return best;
  }

  private static double utility(List<Long> rates, int rung) {
    return Math.log(rates.get(rung) / (double) rates.getFirst());
  }
}
