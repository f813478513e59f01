package org.kamaelia.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One run of an {@link Experiment}: what it is given, and where it says what it measured. Used by
 * the thread that runs it.
 *
 * <p>Values are checked before the run.
 */
@ProviderType
public interface Run extends Given {

  /** What decides all chance in it. */
  long seed();

  /**
   * Says what was measured: one figure of this run.
   *
   * @param name such as {@code goodput}; in a run each is measured once
   * @param unit such as {@code Mbit/s}; empty for none
   * @param value NaN if there was nothing to measure
   * @throws IllegalArgumentException if there is one of this name already
   */
  void measure(String name, String unit, double value);

  /**
   * A point of a curve over time.
   *
   * @param name such as {@code rate}; curves whose names have the same part before a slash, such as
   *     {@code rate/video} and {@code rate/bulk}, are drawn together
   * @param unit such as {@code Mbit/s}; empty for none
   * @param at virtual time since the run began; not before that of the curve's last point
   * @param value NaN for a gap
   */
  void series(String name, String unit, Duration at, double value);

  /**
   * Where to keep a file of this run, such as a capture.
   *
   * @param name of the file, without a folder
   * @return empty if nobody asked to keep files; then do not make it
   */
  Optional<Path> file(String name);
}
