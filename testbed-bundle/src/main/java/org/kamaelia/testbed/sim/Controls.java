package org.kamaelia.testbed.sim;

import java.util.Map;
import java.util.function.Supplier;
import org.kamaelia.testbed.internal.Named;

/** The congestion controls by name: those that a socket option knows, and a researcher's. */
final class Controls {
  private static final Map<String, Supplier<? extends CongestionControl>> KNOWN =
      Map.of("reno", Reno::new, "cubic", Cubic::new, "bbr", Bbr::new, "dctcp", Dctcp::new);

  private Controls() {}

  static boolean isKnown(String name) {
    return KNOWN.containsKey(name);
  }

  /** See {@link CongestionControl#named}. */
  static Supplier<? extends CongestionControl> of(String name) {
    try {
      Supplier<? extends CongestionControl> known = KNOWN.get(name);
      return known != null ? known : Named.maker(name, CongestionControl.class);
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          "congestion control \"%s\": there are cubic, reno, bbr, dctcp, and public classes that implement %s"
              .formatted(name, CongestionControl.class.getName()),
          e);
    }
  }
}
