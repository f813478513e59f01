package org.kamaelia.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs attacks one after the other, in a network of their own where there can be one; see {@code
 * stress/README.md}.
 */
final class AttacksMain {
  private static final int ATTACKERS = 1000;
  private static final int GOODS = 100;
  private static final int ROUNDS = 5;

  /** In seconds, at a time. */
  private static final double WARM_UP = 30;

  /** As {@code kamaelia start} has it, with a heap of the same size everywhere. */
  private static final List<String> SERVER = List.of("-XX:+UseG1GC", "-Xmx1g");

  private AttacksMain() {}

  /**
   * Runs them.
   *
   * @param words how many seconds the good clients are measured at a time, ten if not said; and
   *     which attacks, all if not said
   */
  public static void main(String[] words) throws IOException, InterruptedException {
    List<String> left = new ArrayList<>(List.of(words));
    double seconds = left.isEmpty() ? 10 : Double.parseDouble(left.removeFirst());
    boolean inside = left.remove("inside");
    List<Attack> asked =
        Stream.of(Attack.values())
            .filter(attack -> left.isEmpty() || left.contains(attack.toString()))
            .toList();
    if (asked.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no attack %s; there are %s".formatted(left, Arrays.toString(Attack.values())));
    }
    if (!inside && Namespace.isThere()) {
      List<String> again = new ArrayList<>(List.of("" + seconds, "inside"));
      again.addAll(left);
      if (Namespace.run(System.out, AttacksMain.class, again.toArray(String[]::new)) != 0) {
        throw new AssertionError("see above");
      }
      return;
    }
    System.out.println(Attacks.HEAD);
    List<String> server = alone("0");
    List<String> good = alone("1");
    if (!server.isEmpty()) {
      stepBack();
    }
    Path folder = Files.createTempDirectory("attacks");
    double warmUp = Math.min(WARM_UP, 10 * seconds);
    var attacks =
        new Attacks(ATTACKERS, GOODS, warmUp, seconds, ROUNDS, server, SERVER, good, System.out);
    for (Attack attack : asked) {
      if (attack != Attack.HALF_OPEN || inside) {
        attacks.run(attack, folder);
      } else {
        System.out.println(attack + ": not run, as unshare and ip are not there or not allowed");
      }
    }
  }

  /**
   * Has this process, and so the attackers, run when nobody else wants to: they stand for machines
   * elsewhere, which take nothing from a server's processor but what they make it do.
   */
  private static void stepBack() throws IOException, InterruptedException {
    does(List.of("chrt", "-a", "-i", "-p", "0", "" + ProcessHandle.current().pid()));
  }

  /**
   * On a processor of its own and before others, so that what is measured is the server and not who
   * else is at work; nothing where that cannot be. No real-time priority: with that a thread keeps
   * its siblings from the processor for 100 ms.
   */
  private static List<String> alone(String processor) throws IOException, InterruptedException {
    List<String> by = List.of("chrt", "-o", "0", "taskset", "-c", processor, "nice", "-n", "-15");
    // As it will be: from a process that has stepped back.
    List<String> tried = new ArrayList<>(List.of("chrt", "-i", "0"));
    tried.addAll(by);
    tried.add("true");
    return does(tried) ? by : List.of();
  }

  private static boolean does(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
