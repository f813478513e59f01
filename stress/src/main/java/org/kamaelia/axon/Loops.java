package org.kamaelia.axon;

import java.util.List;

/**
 * Loops of which each is run by whichever thread wants to: jcstress's threads, at the same time,
 * and afterwards one alone.
 */
final class Loops {
  /** Enough for what is sent here, however the threads meet. */
  private static final int ROUNDS = 12;

  private final SteppedAxon axon;
  private final List<Group> groups;

  Loops(int count) {
    axon = new SteppedAxon(0, count, null);
    groups = axon.loops().stream().map(loop -> loop.group(loop.toString())).toList();
  }

  Group group(int loop) {
    return groups.get(loop);
  }

  /** Runs some in turns for a while. */
  void run(int... those) {
    for (int i = 0; i < ROUNDS; i++) {
      for (int number : those) {
        Loop loop = axon.loops().get(number);
        SteppedAxon.onLoop(loop, loop::work);
      }
    }
  }

  /** Runs all until nothing is ready; then nothing more comes unless somebody was forgotten. */
  void rest() {
    List<Loop> loops = axon.loops();
    boolean[] worked = {true};
    while (worked[0]) {
      worked[0] = false;
      for (Loop loop : loops) {
        SteppedAxon.onLoop(loop, () -> worked[0] |= loop.work());
      }
    }
  }

  /** Ends what has not ended, as the JDK keeps virtual threads that have not. */
  void close() {
    for (Loop loop : axon.loops()) {
      SteppedAxon.onLoop(loop, () -> List.copyOf(loop.groups).forEach(group -> group.stop("over")));
    }
    rest();
  }

  /** Sends 1, 2, 3. */
  static Component<Object, Integer> threeMessages() {
    return Component.of(
        "source",
        (in, out) -> {
          for (int i = 1; i <= 3; i++) {
            out.send(i);
          }
        });
  }
}
