package org.kamaelia.testbed;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.kamaelia.axon.Loop;
import org.kamaelia.axon.Poller;

/** How a loop waits. */
interface PollerRules extends TransportRules {
  /** Long enough to be told from no wait at all. */
  long REST = TimeUnit.MILLISECONDS.toNanos(20);

  @ContractTest
  default void aWakeupEndsTheWait() throws Exception {
    try (Poller poller = transport().newPoller()) {
      for (int i = 0; i < 100; i++) {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Thread waker =
            Thread.ofPlatform()
                .start(
                    () -> {
                      begun.join();
                      poller.wakeup();
                    });
        begun.complete(null);
        poller.poll(Long.MAX_VALUE);
        waker.join();
      }
    }
  }

  @ContractTest
  default void aWakeupEndsTheNextWaitIfThereIsNone() throws Exception {
    try (Poller poller = transport().newPoller()) {
      poller.wakeup();
      poller.poll(Long.MAX_VALUE);
      poller.wakeup();
      poller.poll(TimeUnit.DAYS.toNanos(1));
    }
  }

  @ContractTest
  default void wakeupsDoNotPileUp() throws Exception {
    try (Poller poller = transport().newPoller()) {
      for (int i = 0; i < 1000; i++) {
        poller.wakeup();
      }
      poller.poll(Long.MAX_VALUE);
      assertRests(poller);
    }
  }

  @ContractTest
  default void aWaitIsOverAfterItsTime() throws Exception {
    try (Poller poller = transport().newPoller()) {
      poller.poll(0);
      poller.poll(1);
      poller.poll(REST);
    }
  }

  @ContractTest
  default void whatIsOfNoInterestEndsNoWait() throws Exception {
    each(
        rig -> {
          var readable = rig.link();
          readable.near().send((byte) 1);
          var ended = rig.link();
          ended.near().endOutput();
          var hungUp = rig.link();
          hungUp.far().endOutput();
          hungUp.near().close();
          var aborted = rig.link();
          aborted.near().abort();
          OpenPort port = rig.listen();
          rig.connect(port);
          rig.settle();
          assertRests(rig.far);
        });
  }

  private static void assertRests(Loop loop) throws Exception {
    Loops.on(
        loop,
        () -> {
          assertRests(loop.poller());
          return loop;
        });
  }

  /** A wait may end early now and then, but not each time. */
  private static void assertRests(Poller poller) throws Exception {
    long longest = 0;
    for (int i = 0; i < 5 && longest < REST / 2; i++) {
      long begin = System.nanoTime();
      poller.poll(REST);
      longest = Math.max(longest, System.nanoTime() - begin);
    }
    assertTrue(longest >= REST / 2, "it goes on looking although there is nothing to tell");
  }
}
