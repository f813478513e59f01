package org.kamaelia.axon;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who looks at a thread dump sees components by their names, on either carrier. */
@Timeout(60)
class ThreadNamesTest {
  private final BlockingQueue<String> names = new LinkedBlockingQueue<>();

  @Test
  void aDumpNamesWaitingComponentsThreadedOnesAndLoops(@TempDir Path folder) throws Exception {
    try (var axon = Axon.builder().name("dumped").loops(1).start()) {
      Group group = axon.group("conn[7]");
      group.activate(Component.of("waiter", (in, out) -> tellAndWait(in)));
      group.activate(Component.of("waiter", (in, out) -> tellAndWait(in)));
      group.activate(
          new ThreadedComponent<>() {
            @Override
            protected void run() {
              tellAndWait(inbox);
            }

            @Override
            protected String kind() {
              return "blocking";
            }
          });
      String[] all = {"conn[7]/waiter", "conn[7]/waiter#2", "conn[7]/blocking"};
      assertThat(new String[] {name(), name(), name()}).containsExactlyInAnyOrder(all);
      axon.topology(); // answered when the components on the loop wait
      Path dump = folder.resolve("dump.json");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
      assertThat(Files.readString(dump))
          .contains("\"name\": \"dumped-loop-0\"")
          .contains("\"name\": \"conn[7]\\/waiter\"")
          .contains("\"name\": \"conn[7]\\/waiter#2\"")
          .contains("\"name\": \"conn[7]\\/blocking\"");
    }
  }

  private void tellAndWait(Inbox<?> inbox) {
    names.add(Thread.currentThread().getName());
    inbox.receive();
  }

  private String name() throws InterruptedException {
    return names.poll(30, SECONDS);
  }
}
