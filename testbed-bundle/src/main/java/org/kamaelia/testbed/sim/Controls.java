package org.kamaelia.testbed.sim;

import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** The congestion controls that are known by name, as a socket option has it. */
final class Controls {
  private static final Map<String, Supplier<? extends CongestionControl>> KNOWN =
      Map.of("reno", Reno::new, "cubic", Cubic::new, "bbr", Bbr::new);

  private Controls() {}

  static boolean isKnown(String name) {
    return KNOWN.containsKey(name);
  }

  static Supplier<? extends CongestionControl> of(String name) {
    return Objects.requireNonNull(KNOWN.get(name));
  }
}
