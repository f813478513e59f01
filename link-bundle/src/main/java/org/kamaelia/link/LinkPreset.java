package org.kamaelia.link;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Paths by name, as published: {@link #source} says where. Loss is independent, delay constant, for
 * the sources have nothing else.
 */
@SuppressWarnings("ImmutableEnumChecker") // a LinkSpec is immutable
public enum LinkPreset {
  /** 1 ms and nothing else. */
  IDEAL_6G(Source.S4_260113, 1, 0, 0),
  /** 20 ms, 0.1 %, 100 Mbit/s. */
  URBAN_5G(Source.S4_260113, 20, 0.001, 100_000),
  /** 120 ms, 1 %, 5 Mbit/s. */
  CELL_EDGE(Source.S4_260113, 120, 0.01, 5_000),
  /** 600 ms, 0.5 %, 10 Mbit/s. */
  SATELLITE(Source.S4_260113, 600, 0.005, 10_000),
  /** 200 ms, 3 %, 1 Mbit/s. */
  CONGESTED(Source.S4_260113, 200, 0.03, 1_000),

  /** 49 kbit/s down, 30 kbit/s up, 120 ms there and back. */
  DIAL_UP(120, 49, 30),
  /** 240 kbit/s down, 200 kbit/s up, 840 ms there and back. */
  EDGE(840, 240, 200),
  /** 1.6 Mbit/s down, 768 kbit/s up, 300 ms there and back. */
  MOBILE_3G(300, 1_600, 768),
  /** 12 Mbit/s each way, 70 ms there and back. */
  LTE(70, 12_000, 12_000),
  /** 1.5 Mbit/s down, 384 kbit/s up, 50 ms there and back. */
  DSL(50, 1_500, 384),
  /** 5 Mbit/s down, 1 Mbit/s up, 28 ms there and back. */
  CABLE(28, 5_000, 1_000),
  /** 20 Mbit/s down, 5 Mbit/s up, 4 ms there and back. */
  FIBRE(4, 20_000, 5_000),

  /** 279 ms: from a ground station at the edge of a geostationary satellite's view to another. */
  GEO(Source.RFC_2488, 279, 0, 0);

  private final Source source;
  private final LinkSpec up;
  private final LinkSpec down;

  /** Both directions alike; delay one way, 0 kbit/s for no limit, a queue of twice the delay. */
  LinkPreset(Source source, long delay, double loss, long rate) {
    this.source = source;
    LinkSpec spec = LinkSpec.ideal().withDelay(Duration.ofMillis(delay)).withLoss(loss);
    if (rate > 0) {
      spec = spec.withRate(rate * 1000).withQueue(DropTail.time(Duration.ofMillis(2 * delay)));
    }
    up = spec;
    down = spec;
  }

  /** WebPageTest's; its shaper, dummynet, has 50 packets in a queue. */
  LinkPreset(long roundTrip, long downRate, long upRate) {
    source = Source.WEB_PAGE_TEST;
    LinkSpec spec =
        LinkSpec.ideal()
            .withDelay(Duration.ofMillis(roundTrip).dividedBy(2))
            .withQueue(DropTail.packets(50));
    up = spec.withRate(upRate * 1000);
    down = spec.withRate(downRate * 1000);
  }

  /** Towards the network. */
  public LinkSpec up() {
    return up;
  }

  /** Towards the user. */
  public LinkSpec down() {
    return down;
  }

  /** Where the figures are from, and what of them is ours. */
  public String source() {
    return source.text;
  }

  /**
   * Finds one by its name, in small letters with hyphens or as it is here.
   *
   * @throws IllegalArgumentException if there is none of this name; it lists those that there are
   */
  public static LinkPreset named(String name) {
    String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values())
        .filter(preset -> preset.name().equals(wanted))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no link preset "
                        + name
                        + "; there are "
                        + Arrays.stream(values())
                            .map(LinkPreset::toString)
                            .collect(Collectors.joining(", "))));
  }

  /** Its name in small letters with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private enum Source {
    S4_260113(
        "3GPP SA4 contribution S4-260113 (February 2026), network profiles; its latency is taken"
            + " for one way, the queue is ours: drop-tail, a round trip's time at the rate"),
    WEB_PAGE_TEST(
        "WebPageTest, connectivity profiles (settings/connectivity.ini); half of its round trip"
            + " each way; 50 packets, the default queue of dummynet, with which it shapes"),
    RFC_2488("RFC 2488, section 2: the longest one-way delay, 279.0 ms; nothing else is said");

    private final String text;

    Source(String text) {
      this.text = text;
    }
  }
}
