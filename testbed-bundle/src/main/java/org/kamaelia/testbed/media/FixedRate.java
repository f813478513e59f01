package org.kamaelia.testbed.media;

/** Sends as much as it may, whatever comes of it: what others are compared with. */
public final class FixedRate implements RateControl {
  private long rate;

  /** Makes one. */
  public FixedRate() {}

  @Override
  public String name() {
    return "fixed";
  }

  @Override
  public void begin(RateRange range, long now) {
    rate = range.most();
  }

  @Override
  public void feedback(Feedback feedback) {
    // it does not care
  }

  @Override
  public long encoderRate(int buffered) {
    return rate;
  }
}
