package org.kamaelia.link;

import java.util.random.RandomGenerator;

/**
 * Loss in bursts: a Markov chain of a good and a bad state, which moves after each packet (E. N.
 * Gilbert 1960, E. O. Elliott 1963). It begins in the good state.
 *
 * @param toBad the probability of going from good to bad, often called p
 * @param toGood the probability of going from bad to good, often r
 * @param lossInGood the probability of loss in the good state, often 1-k
 * @param lossInBad the probability of loss in the bad state, often 1-h
 */
public record GilbertElliott(double toBad, double toGood, double lossInGood, double lossInBad)
    implements Loss {

  /**
   * Checks the probabilities.
   *
   * @throws IllegalArgumentException if one is none
   */
  public GilbertElliott {
    Probability.check("toBad", toBad);
    Probability.check("toGood", toGood);
    Probability.check("lossInGood", lossInGood);
    Probability.check("lossInBad", lossInBad);
  }

  /**
   * The simple Gilbert model, by what is seen of it: all is lost in the bad state, nothing in the
   * good one.
   *
   * @param rate the share of packets lost, 0 to less than 1
   * @param burst the mean number of packets lost in a row, at least 1
   */
  public static GilbertElliott bursts(double rate, double burst) {
    double toGood = 1 / burst;
    double toBad = toGood * rate / (1 - rate);
    if (!(rate >= 0 && rate < 1 && burst >= 1 && toBad <= 1)) {
      throw new IllegalArgumentException(
          "no bursts of " + burst + " packets give a loss of " + rate);
    }
    return new GilbertElliott(toBad, toGood, 0, 1);
  }

  /**
   * The simple Gilbert model most likely to have made a pattern of losses: toBad is the share of
   * packets after a passed one that are lost, toGood the share of those after a lost one that pass.
   *
   * @param lost for each packet in its order whether it was lost; both kinds must occur
   * @throws IllegalArgumentException if all were lost, or none
   */
  public static GilbertElliott fit(boolean[] lost) {
    long fromGood = 0;
    long toBad = 0;
    long fromBad = 0;
    long toGood = 0;
    for (int i = 1; i < lost.length; i++) {
      if (lost[i - 1]) {
        fromBad++;
        toGood += lost[i] ? 0 : 1;
      } else {
        fromGood++;
        toBad += lost[i] ? 1 : 0;
      }
    }
    if (fromGood == 0 || fromBad == 0) {
      throw new IllegalArgumentException(
          "no bursts can be told from "
              + lost.length
              + " packets "
              + (fromBad == 0 ? "that all passed" : "that were all lost"));
    }
    return new GilbertElliott((double) toBad / fromGood, (double) toGood / fromBad, 0, 1);
  }

  /** The share of packets that are lost in the long run. */
  public double rate() {
    double moves = toBad + toGood;
    return moves == 0 ? lossInGood : (toGood * lossInGood + toBad * lossInBad) / moves;
  }

  @Override
  public Pattern begin(RandomGenerator random) {
    return new Pattern() {
      private boolean bad;

      @Override
      public boolean loses(Packet packet, long now) {
        boolean is = random.nextDouble() < (bad ? lossInBad : lossInGood);
        if (random.nextDouble() < (bad ? toGood : toBad)) {
          bad = !bad;
        }
        return is;
      }
    };
  }
}
