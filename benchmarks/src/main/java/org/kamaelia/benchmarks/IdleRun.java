package org.kamaelia.benchmarks;

import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Wait;

/** Prints the heap that idle components hold, each waiting for a message in its inbox. */
final class IdleRun {
  private IdleRun() {}

  static void run(int components) {
    try (var axon = Axon.builder().loops(1).start()) {
      long before = usedHeap();
      var group = axon.group("idle");
      var loop = group.loop();
      loop.execute(
          () -> {
            for (int i = 0; i < components; i++) {
              group.activate(Component.of("idle", (in, out) -> in.receive()));
            }
          });
      // Asked after all that, and answered when each has had its first turn and waits.
      int waiting = 0;
      while (waiting < components) {
        waiting =
            (int)
                axon.topology().components().stream()
                    .filter(component -> !(component.waitsFor() instanceof Wait.Nothing))
                    .count();
      }
      long after = usedHeap();
      System.out.printf(
          "%,d idle components: %d bytes of heap each%n",
          components, (after - before) / components);
    }
  }

  private static long usedHeap() {
    System.gc();
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
