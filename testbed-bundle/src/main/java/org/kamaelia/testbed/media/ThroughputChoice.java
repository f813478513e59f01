package org.kamaelia.testbed.media;

import java.util.List;

/** See {@link SegmentChoice#throughput}. */
record ThroughputChoice(int last, double share) implements SegmentChoice {
  ThroughputChoice {
    if (last < 1 || !(share > 0)) {
      throw new IllegalArgumentException(
          "a share of %s of the throughput of %s segments".formatted(share, last));
    }
  }

  @Override
  public int next(PlayerState state) {
    List<Fetched> fetched = state.fetched();
    List<Fetched> recent = fetched.subList(Math.max(0, fetched.size() - last), fetched.size());
    double sum = 0;
    for (Fetched each : recent) {
      sum += 1 / each.throughput();
    }
    return recent.isEmpty() ? 0 : state.ladder().below(share * recent.size() / sum);
  }
}
