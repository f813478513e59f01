package org.kamaelia.testbed;

import java.util.ArrayList;
import java.util.List;
import org.kamaelia.testbed.internal.Reach;

/**
 * Finds where code leaves the world that it is given: the machine's clock, randomness without a
 * seed, order that is another in each run, threads of its own, the real network. A component that
 * does none of it runs in virtual time, and the same seed gives the same run.
 *
 * <p>What is looked at is what can be reached from a class, as far as it lies in the same jar or
 * folder. Calls through interfaces lead to the classes that are instantiated on the way; what is
 * called by reflection is not seen.
 */
public final class Determinism {

  /**
   * A call that leaves.
   *
   * @param caller the method that has it, as a stack trace shows it
   * @param call what it calls, such as {@code java.lang.System.nanoTime}
   * @param instead what a component has instead
   */
  public record Finding(String caller, String call, String instead) {
    @Override
    public String toString() {
      return "%s calls %s; instead: %s".formatted(caller, call, instead);
    }
  }

  private Determinism() {}

  /**
   * Looks at what can be reached from a class: from all its methods.
   *
   * @throws IllegalArgumentException if its class file cannot be had, as of a lambda
   */
  public static List<Finding> of(Class<?> root) {
    List<Finding> findings = new ArrayList<>();
    Reach.from(
        root,
        call ->
            Outside.instead(call.owner(), call.name(), call.type())
                .ifPresent(instead -> findings.add(finding(call, instead))));
    return findings.stream().distinct().toList();
  }

  private static Finding finding(Reach.Call call, String instead) {
    String method = call.name().equals("<init>") ? "" : "." + call.name();
    return new Finding(call.caller(), call.owner().replace('/', '.') + method, instead);
  }
}
