package org.kamaelia.net;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Who takes configurations registers this as a service, so that an operator is shown what is wrong
 * with those that there are, and what can be set. Any thread.
 */
@ConsumerType
@FunctionalInterface
public interface ConfigurationProblems {

  /**
   * What is wrong now; a problem goes with the configuration that it is of, or when that is right.
   */
  List<ConfigurationProblem> problems();

  /** What can be set, by the PID of the configuration. */
  default Map<String, List<SettingInfo>> settings() {
    return Map.of();
  }
}
