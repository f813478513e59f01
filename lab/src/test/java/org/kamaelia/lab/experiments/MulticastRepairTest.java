package org.kamaelia.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MulticastRepairTest {
  private static Sample run(String... settings) throws Exception {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("packets=2000");
    all.add("receivers=5");
    return Sample.of(new MulticastRepair(), 1, all.toArray(String[]::new));
  }

  @Test
  void withoutRepairWhatIsLostIsLost() throws Exception {
    Sample sample = run("repair=none");
    assertThat(sample.get("residual-loss")).isBetween(0.7, 1.3);
    assertThat(sample.get("overhead")).isZero();
    assertThat(sample.get("delay-p99")).isCloseTo(25, within(0.3));
  }

  @Test
  void paritiesLowerTheLossForWhatTheyCost() throws Exception {
    double none = run("repair=none").get("residual-loss");
    Sample rows = run("repair=rows");
    Sample columns = run("repair=columns");
    Sample matrix = run("repair=matrix");
    assertThat(rows.get("overhead")).isCloseTo(10, within(0.01));
    assertThat(columns.get("overhead")).isCloseTo(10, within(0.01));
    assertThat(matrix.get("overhead")).isCloseTo(20, within(0.01));
    // a packet is lost with another one of its row: about 1 % * 10 %
    assertThat(rows.get("residual-loss")).isBetween(0.03, 0.25).isLessThan(none / 4);
    assertThat(columns.get("residual-loss")).isBetween(0.03, 0.25);
    assertThat(matrix.get("residual-loss")).isLessThan(0.02);
    assertThat(columns.get("repair-delay-p95"))
        .as("a matrix of 50 ms")
        .isGreaterThan(rows.get("repair-delay-p95"));
  }

  @Test
  void columnsMendBurstsThatRowsDoNot() throws Exception {
    String bursts = "link=rate=100Mbit/s delay=20ms loss=bursts(1%,5)";
    double none = run("repair=none", bursts).get("residual-loss");
    assertThat(run("repair=rows", bursts).get("residual-loss")).isGreaterThan(0.5 * none);
    assertThat(run("repair=columns", bursts).get("residual-loss")).isLessThan(0.35 * none);
  }

  @Test
  void askingGetsAllWithinTheBudgetAndCostsWhatIsLost() throws Exception {
    Sample sample = run("repair=ask");
    assertThat(sample.get("residual-loss")).isLessThan(0.001);
    // five receivers lose a hundredth each, and all hear what one has asked for
    assertThat(sample.get("sent-again")).isBetween(3.5, 6.5);
    assertThat(sample.get("repair-delay-p50")).as("a round trip more").isBetween(70.0, 85.0);
  }

  @Test
  void whoHasParitiesAsksLess() throws Exception {
    Sample both = run("repair=matrix+ask");
    assertThat(both.get("residual-loss")).isLessThan(0.001);
    assertThat(both.get("asked")).isLessThan(run("repair=ask").get("asked") / 5);
  }

  @Test
  void aBudgetThatIsTooShortForARoundTripMakesAskingUseless() throws Exception {
    Sample sample = run("repair=ask", "budget=60ms");
    assertThat(sample.get("residual-loss")).isGreaterThan(0.7);
  }

  @Test
  void aMatrixIsMendedRowByColumn() {
    Parities parities = new Parities(3, 3, true, true);
    List<RepairPacket> sent = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      RepairPacket media = RepairPacket.media(i, 100 + i, new byte[] {(byte) i, (byte) (3 * i)});
      sent.add(media);
      sent.addAll(parities.after(media));
    }
    assertThat(sent).hasSize(9 + 3 + 3);
    Recovery recovery = new Recovery(100);
    Set<Integer> lost = Set.of(0, 1, 4, 5); // two in rows 0 and 1, two in column 1
    Set<Integer> there = new TreeSet<>();
    for (RepairPacket packet : sent) {
      if (packet.kind() == RepairPacket.Kind.PARITY || !lost.contains(packet.base())) {
        for (RepairPacket found : recovery.take(RepairPacket.read(packet.bytes()))) {
          there.add(found.base());
          assertThat(found.payload())
              .isEqualTo(
                  ByteBuffer.wrap(new byte[] {(byte) found.base(), (byte) (3 * found.base())}));
          assertThat(found.sent()).isEqualTo(100 + found.base());
        }
      }
    }
    assertThat(there).hasSize(9);
  }
}
