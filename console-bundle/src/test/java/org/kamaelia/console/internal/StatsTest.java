package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kamaelia.net.ListenerSpec;

/** What goes through in a second. */
class StatsTest {
  private final FakeServer server = new FakeServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void bytesAreTheDifferenceOfTwoLooksASecond() {
    server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:7007"));
    server.connection(1, "127.0.0.1:40001", 1000, 50);
    server.connection(2, "127.0.0.1:40002", 9000, 9000);
    Stats before = Stats.of(server);
    server.connections.clear();
    server.connection(1, "127.0.0.1:40001", 5000, 50);
    // 2 has gone, and what it moved meanwhile with it; 3 is new
    server.connection(3, "127.0.0.1:40003", 600, 7);
    Stats now = Stats.of(server);
    assertThat(now.listeners(before, Duration.ofSeconds(2)))
        .containsExactly(new Stats.ListenerRate("echo", 0, 0, 0, 2300, 3.5));
    assertThat(now.protocols(before, Duration.ofSeconds(2)))
        .containsExactly(new Stats.ProtocolRate("echo", "1.0.0", 2, 2300, 3.5));
  }

  @Test
  void aListenerThatIsNewHasItsCounts() {
    Stats before = Stats.of(server);
    server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:7007"));
    assertThat(Stats.of(server).listeners(before, Duration.ofMillis(500)))
        .containsExactly(new Stats.ListenerRate("echo", 0, 0, 0, 0, 0));
    assertThat(Stats.of(server).protocols(before, Duration.ofMillis(500))).isEmpty();
  }
}
