package org.kamaelia.deploy.internal;

import java.util.Arrays;
import java.util.List;

/**
 * Some packages. {@code a.b} is that one; {@code a.b.*} is that one and all whose names go on from
 * there; {@code *} is all.
 *
 * @param patterns such names
 */
record Packages(List<String> patterns) {

  /**
   * What protocols have good reason to import: what the JDK has besides {@code java}, its Unsafe
   * for the libraries that they embed, OSGi, and the usual way to log.
   */
  static final Packages STANDARD =
      of(
          "javax.*, org.w3c.dom.*, org.xml.sax.*, org.ietf.jgss, sun.misc, org.osgi.framework.*,"
              + " org.osgi.service.*, org.osgi.util.*, org.slf4j.*");

  /**
   * Reads a list with commas.
   *
   * @throws IllegalArgumentException naming what is no package
   */
  static Packages of(String text) {
    List<String> patterns = Arrays.stream(text.split(",")).map(String::strip).toList();
    for (String pattern : patterns) {
      if (!pattern.matches("\\*|\\w+(\\.\\w+)*(\\.\\*)?")) {
        throw new IllegalArgumentException(pattern + " is not a package, nor package.*");
      }
    }
    return new Packages(patterns);
  }

  /** Whether a package is one of them. */
  boolean contain(String name) {
    return patterns.stream()
        .anyMatch(
            pattern ->
                pattern.endsWith("*")
                    ? (name + ".").startsWith(pattern.substring(0, pattern.length() - 1))
                    : name.equals(pattern));
  }

  /** The list, as {@link #of} reads it. */
  @Override
  public String toString() {
    return String.join(", ", patterns);
  }
}
