package org.kamaelia.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The plans that come with the lab, to be run by their names. */
final class ShippedPlans {
  /** Their names. */
  static final List<String> NAMES = List.of("abr", "grid", "repair", "rfc8867", "tftp", "tree");

  private ShippedPlans() {}

  /** The text of a plan; nothing if there is none of this name. */
  static Optional<String> text(String name) throws IOException {
    if (!NAMES.contains(name)) {
      return Optional.empty();
    }
    try (InputStream file = ShippedPlans.class.getResourceAsStream("plans/" + name + ".yaml")) {
      if (file == null) {
        throw new IOException("the plan " + name + " is missing in the lab's jar");
      }
      return Optional.of(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
