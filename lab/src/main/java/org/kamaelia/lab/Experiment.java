package org.kamaelia.lab;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something to try, many times. Found by {@link java.util.ServiceLoader} and its name, or by its
 * class name; so it is public, and has a public constructor without arguments.
 */
@ConsumerType
public interface Experiment {

  /** One word, such as {@code tftp-windows}. */
  String name();

  /** What is tried, in one line. */
  String summary();

  /** What can be changed, in the order in which it is shown. */
  List<Parameter> parameters();

  /**
   * Checks values that only this experiment understands, such as text, before anything is run; any
   * thread.
   *
   * @throws ValueProblem if one cannot be used: it is told with its place in the plan
   * @throws IllegalArgumentException if they do not go together
   */
  default void check(Given given) {}

  /**
   * Runs once. What is measured depends on the run's seed and its parameters alone: the lab runs
   * some twice and compares. Several runs of one experiment are run at once, each on a thread of
   * its own.
   *
   * @throws Exception if it fails; the run is listed as failed, with its seed, and the others go on
   */
  void run(Run run) throws Exception;
}
