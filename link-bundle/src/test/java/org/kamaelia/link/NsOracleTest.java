package org.kamaelia.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The figures of ns-3.37 for the same: an OnOffApplication of constant rate sends 2,000 datagrams
 * of 1,200 bytes at 12 Mbit/s over one point-to-point link of 10 Mbit/s and 15 ms.
 *
 * <ul>
 *   <li>On the wire a datagram has 1,230 bytes: 8 of UDP, 20 of IP, 2 of PPP. IP and queue
 *       disciplines count 1,228.
 *   <li>The application waits one interval, 1,200 * 8 / 12 Mbit/s = 800 us, before the first one.
 *   <li>Without a queue discipline the device's own queue has 25 packets. With one, it has one
 *       packet, which has left the discipline, but waits as well: {@link OneAhead}.
 * </ul>
 */
class NsOracleTest {
  private static final long INTERVAL = 800_000;
  private static final LinkSpec LINK =
      LinkSpec.ideal().withRate(10_000_000).withDelay(Duration.ofMillis(15));

  private static Path run(Discipline queue, long seed) {
    return new Path(LINK.withQueue(queue), seed).send(2000, 1230, INTERVAL, INTERVAL);
  }

  @Test
  void dropTailLosesExactlyAsMany() {
    Path path = run(DropTail.packets(25), 1);
    List<Long> times = path.times();
    assertThat(times).hasSize(1651);
    assertThat(times.getFirst()).isEqualTo(16_784_000);
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 1)).isEqualTo(984_000);
    }
  }

  /**
   * ns-3 has 1,908. The difference is the square root: ns-3, as Linux, takes one Newton step for it
   * after each drop, which from 1 to 2 drops gives 0.5 for 0.71, so it drops sooner. With that step
   * in ControlledFifo this is 1,908 as well. RFC 8289 has the root.
   */
  @Test
  void coDelLosesAsManyButForItsSquareRoot() {
    var codel = new CoDel(1500, Duration.ofMillis(5), Duration.ofMillis(100), false);
    assertThat(run(new OneAhead(codel), 1).arrivals).hasSize(1911);
  }

  @Test
  void fqCoDelOfOneFlowIsCoDel() {
    var codel = new CoDel(1500, Duration.ofMillis(5), Duration.ofMillis(100), false);
    assertThat(run(new FqCoDel(codel, 1024, 1514), 1).times()).isEqualTo(run(codel, 1).times());
  }

  /** ns-3 with its seeds 1 to 8: 1,646, or 1,647 two times. */
  @Test
  void redLosesAsManyButForChance() {
    // seeds 1 to 20
    assertThat(counts(Red.standard())).isBetween(1645.5, 1647.0);
  }

  /** ns-3 with its seeds 1 to 8 and 25 packets: 1,652, or 1,651 once; nearly all find it full. */
  @Test
  void pieLosesAsManyButForChance() {
    var pie =
        new Pie(25, Duration.ofMillis(15), Duration.ofMillis(15), Duration.ofMillis(150), false);
    assertThat(counts(pie)).isBetween(1651.5, 1652.0);
  }

  /** How many arrive, the mean over seeds. */
  private static double counts(Discipline discipline) {
    return LongStream.rangeClosed(1, 20)
        .map(seed -> run(new OneAhead(discipline), seed).arrivals.size())
        .average()
        .orElseThrow();
  }

  /** A device with room for one packet below a queue discipline, as ns-3's and Linux's have. */
  private record OneAhead(Discipline discipline) implements Discipline {
    @Override
    public PacketQueue begin(QueueContext context) {
      PacketQueue queue = discipline.begin(context);
      return new PacketQueue() {
        private @Nullable Packet ahead;

        @Override
        public void put(Packet packet, long now) {
          queue.put(packet, now);
          if (ahead == null) {
            ahead = queue.take(now);
          }
        }

        @Override
        public @Nullable Packet take(long now) {
          Packet packet = ahead;
          ahead = queue.take(now);
          return packet;
        }

        @Override
        public int packets() {
          return queue.packets() + (ahead == null ? 0 : 1);
        }

        @Override
        public long bytes() {
          return queue.bytes() + (ahead == null ? 0 : ahead.length());
        }
      };
    }
  }
}
