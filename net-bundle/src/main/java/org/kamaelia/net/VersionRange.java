package org.kamaelia.net;

import java.lang.module.ModuleDescriptor.Version;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which versions of a protocol a listener takes, as OSGi writes it: {@code [1.0,2.0)} from 1.0 on
 * and below 2.0, {@code 1.2} from 1.2 on. Immutable.
 *
 * @param least the lowest version
 * @param withLeast whether that is one of them
 * @param most the highest version, null for any
 * @param withMost whether that is one of them
 */
public record VersionRange(
    Version least, boolean withLeast, @Nullable Version most, boolean withMost) {
  /** All versions. */
  public static final VersionRange ANY = new VersionRange(Version.parse("0"), true, null, false);

  private static final String ALL = "any";
  private static final String VERSION = "[0-9]+(?:\\.[0-9]+(?:\\.[0-9]+(?:\\.[A-Za-z0-9_-]+)?)?)?";
  private static final Pattern BOUNDS =
      Pattern.compile("([\\[(])\\s*(%1$s)\\s*,\\s*(%1$s)\\s*([])])".formatted(VERSION));

  /**
   * Reads a range.
   *
   * @throws IllegalArgumentException if it is none, or has no versions
   */
  public static VersionRange of(String text) {
    if (text.equals(ALL)) {
      return ANY;
    }
    if (text.matches(VERSION)) {
      return new VersionRange(Version.parse(text), true, null, false);
    }
    Matcher bounds = BOUNDS.matcher(text);
    if (!bounds.matches()) {
      throw new IllegalArgumentException("is not a version range such as [1.0,2.0) or 1.2");
    }
    var range =
        new VersionRange(
            Version.parse(bounds.group(2)),
            bounds.group(1).equals("["),
            Version.parse(bounds.group(3)),
            bounds.group(4).equals("]"));
    if (range.isEmpty()) {
      throw new IllegalArgumentException("there are no versions in it");
    }
    return range;
  }

  /** Whether a version is in it. */
  public boolean includes(Version version) {
    int low = version.compareTo(least);
    if (low < 0 || (low == 0 && !withLeast)) {
      return false;
    }
    int high = most == null ? -1 : version.compareTo(most);
    return high < 0 || (high == 0 && withMost);
  }

  private boolean isEmpty() {
    int order = most == null ? -1 : least.compareTo(most);
    return order > 0 || (order == 0 && !(withLeast && withMost));
  }

  /** As {@link #of} reads it. */
  @Override
  public String toString() {
    if (equals(ANY)) {
      return ALL;
    }
    return most == null
        ? least.toString()
        : (withLeast ? "[" : "(") + least + "," + most + (withMost ? "]" : ")");
  }
}
