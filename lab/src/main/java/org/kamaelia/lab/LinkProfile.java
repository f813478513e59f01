package org.kamaelia.lab;

import java.util.Objects;
import org.kamaelia.link.LinkPreset;
import org.kamaelia.link.LinkSpec;

/**
 * A path of two directions, as it was written.
 *
 * @param text a preset of {@link LinkPreset}, settings as of {@link LinkSpec#with}, or both: {@code
 *     dsl queue=codel}
 * @param up towards the network
 * @param down towards the user; without a preset as up
 */
public record LinkProfile(String text, LinkSpec up, LinkSpec down) {
  /** Checks that all is there. */
  public LinkProfile {
    Objects.requireNonNull(text);
    Objects.requireNonNull(up);
    Objects.requireNonNull(down);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is not understood; it says what
   */
  public static LinkProfile of(String text) {
    String settings = text.strip();
    String first = settings.split("\\s+", 2)[0];
    if (first.isEmpty() || first.contains("=")) {
      LinkSpec each = LinkSpec.ideal().with(settings);
      return new LinkProfile(text, each, each);
    }
    LinkPreset preset = LinkPreset.named(first);
    String rest = settings.substring(first.length());
    return new LinkProfile(text, preset.up().with(rest), preset.down().with(rest));
  }
}
