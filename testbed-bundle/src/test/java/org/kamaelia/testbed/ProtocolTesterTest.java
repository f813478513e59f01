package org.kamaelia.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Signal;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.Connection;
import org.kamaelia.net.FileRegion;
import org.kamaelia.record.Dump;

class ProtocolTesterTest {
  private static Component<ByteBuffer, ByteBuffer> echo() {
    return Component.of(
        "Echo",
        (in, out) -> {
          for (var bytes : in) out.send(bytes);
        });
  }

  /** Sends 100 bytes again and again, and counts them. */
  private static Component<ByteBuffer, ByteBuffer> endless(AtomicInteger count) {
    return Component.of(
        "Endless",
        (in, out) -> {
          while (!in.atEnd()) {
            out.send(ByteBuffer.allocate(100));
            count.incrementAndGet();
          }
        });
  }

  /** Waits a second before each answer. */
  private static final class Slow extends Component<ByteBuffer, ByteBuffer> {
    @Override
    protected void run() {
      for (var bytes : inbox) {
        clock().sleep(Duration.ofSeconds(1));
        outbox.send(bytes);
      }
    }
  }

  @Test
  void partsOfFilesAreSeenInTheirPlace(@TempDir Path folder) throws Exception {
    Path path = Files.writeString(folder.resolve("file"), "0123456789");
    Component<ByteBuffer, ByteBuffer> protocol =
        Component.of(
            "sender",
            (in, out) -> {
              for (var bytes : in) {
                out.send(bytes);
                out.send(FileRegion.of(path).part(3, 4).message());
              }
            });
    try (var peer = ProtocolTester.of(protocol)) {
      peer.send("a").send("b").expect("a3456b3456").end().expectEnd();
    }
  }

  @Test
  void whatTheProtocolSendsIsTakenInAnyParts() {
    try (var peer = ProtocolTester.of(echo())) {
      peer.send("hello").expect("he").expect("l").expect("lo").expectNothing();
      assertThat(peer.send("world").take(2)).containsExactly('w', 'o');
      assertThat(peer.take()).containsExactly('r', 'l', 'd');
      assertThat(peer.take()).isEmpty();
      peer.end().expectEnd();
    }
  }

  @Test
  void aDifferenceIsShownWithBothSidesTheTimeLineAndTheSeed() {
    try (var peer = ProtocolTester.of(c -> new Slow(), new TestConnection(1), new SteppedAxon(7))) {
      peer.send("hello\r\n").advance(Duration.ofSeconds(1));
      assertThatThrownBy(() -> peer.expect("help!\r\n"))
          .isInstanceOf(AssertionError.class)
          .hasMessage(
              """
              expected 7 bytes, came 7 bytes
                      expected                               seen
              000000  68 65 6c 70 21 0d 0a      help!..   |  68 65 6c 6c 6f 0d 0a      hello..
                               ^^                                     ^^ byte 3, 70 expected, 6c seen
              the conversation, with seed 7:
                  0.000000 s  peer -> protocol  7 bytes "hello\\r\\n"
                  1.000000 s  protocol -> peer  7 bytes "hello\\r\\n"
              """);
    }
  }

  @Test
  void tooFewBytesAreADifference() {
    try (var peer = ProtocolTester.of(echo())) {
      peer.send("hell");
      assertThatThrownBy(() -> peer.expect("hello"))
          .hasMessageContaining("expected 5 bytes, came 4 bytes");
      assertThatThrownBy(() -> peer.take(1)).hasMessageContaining("expected 1 bytes, came 0");
    }
  }

  @Test
  void whatComesUnexpectedIsShown() {
    try (var peer = ProtocolTester.of(echo())) {
      peer.send("hello");
      assertThatThrownBy(peer::expectNothing)
          .hasMessageContaining("expected nothing, came 5 bytes: \"hello\"");
      peer.send("again").end();
      assertThatThrownBy(peer::expectEnd)
          .hasMessageContaining("expected the end, came 5 bytes: \"again\"");
    }
  }

  @Test
  void timePassesOnlyWhenTold() {
    try (var peer = ProtocolTester.of(new Slow())) {
      var before = peer.now();
      peer.send("hello").expectNothing();
      peer.advance(Duration.ofMillis(999)).expectNothing();
      peer.advance(Duration.ofMillis(1)).expect("hello");
      assertThat(peer.now()).isEqualTo(before.plusSeconds(1));
    }
  }

  @Test
  void aPeerThatDoesNotReadMakesTheProtocolWait() {
    var count = new AtomicInteger();
    try (var peer = ProtocolTester.of(endless(count))) {
      int readAhead = count.get();
      assertThat(readAhead).isBetween(64 * 1024 / 100, 64 * 1024 / 100 + 34);
      peer.stopReading().take();
      assertThat(count).hasValue(readAhead);
      peer.readOn();
      assertThat(count).hasValueGreaterThan(readAhead);
      peer.finish();
      while (peer.take().length > 0) {}
      peer.expectEnd();
    }
  }

  @Test
  void aPeerThatDoesNotReadSeesNothingUntilItReadsOn() {
    try (var peer = ProtocolTester.of(echo())) {
      peer.stopReading().send("hello").expectNothing();
      peer.readOn().expect("hello");
    }
  }

  @Test
  void aProtocolThatDoesNotReadHoldsUpNothing() {
    try (var peer = ProtocolTester.of(new Slow())) {
      peer.send(new byte[1 << 20]).expectNothing();
      for (int second = 0; second < 16; second++) {
        peer.advance(Duration.ofSeconds(1)).expect(new byte[64 * 1024]).expectNothing();
      }
      peer.end().expectEnd();
    }
  }

  @Test
  void toldToFinishItGetsTheEndOfItsInbox() {
    try (var peer = ProtocolTester.of(new Slow())) {
      peer.send("one").send("two").finish().expectNothing();
      peer.advance(Duration.ofSeconds(2)).expect("onetwo").expectEnd();
    }
  }

  @Test
  void toldToFinishOneThatLooksForSignalsGetsTheSignal() {
    var signals = new ArrayList<Signal>();
    var attentive =
        new Component<ByteBuffer, ByteBuffer>() {
          @Override
          protected void run() {
            signals.add(control().receive());
          }
        };
    try (var peer = ProtocolTester.of(attentive)) {
      peer.finish(Duration.ofSeconds(3)).expectEnd();
    }
    assertThat(signals)
        .containsExactly(new Signal.Shutdown(Duration.ofSeconds(3), "told to finish"));
  }

  @Test
  void oneThatDoesNotFinishInTimeIsStopped() {
    try (var peer = ProtocolTester.of(new Slow())) {
      peer.send("one").send("two").finish(Duration.ofMillis(1500));
      assertThatThrownBy(peer::expectEnd)
          .hasMessageContaining("expected the end, but there is still test/conn[1]/Slow");
      peer.advance(Duration.ofSeconds(2)).expect("one");
      assertThatThrownBy(peer::expectEnd)
          .hasMessageContaining("expected the end, but it had to be stopped")
          .hasMessageContaining("1.500000 s  server            stops it");
    }
  }

  @Test
  void whatTheProtocolLeavesBehindIsNamed() {
    var parent =
        new Component<ByteBuffer, ByteBuffer>() {
          @Override
          protected void run() {
            activate(new Slow()).inbox();
          }
        };
    try (var peer = ProtocolTester.of(parent)) {
      // Told that the connection is closed, the child ends: its inbox has no other source.
      peer.expectEnd();
    }
    var careless =
        new Component<ByteBuffer, ByteBuffer>() {
          @Override
          protected void run() {
            activate(
                new Component<String, String>() {
                  @Override
                  protected void run() {
                    clock().sleep(Duration.ofDays(1));
                  }

                  @Override
                  protected String kind() {
                    return "Sleeper";
                  }
                });
          }
        };
    try (var peer = ProtocolTester.of(careless)) {
      assertThatThrownBy(peer::expectEnd)
          .hasMessageContaining("expected the end, but there is still test/conn[1]/Sleeper");
    }
  }

  @Test
  void aResetEndsTheProtocolWhereverItIs() {
    var count = new AtomicInteger();
    try (var peer = ProtocolTester.of(endless(count))) {
      peer.stopReading().reset().expectEnd();
      assertThatThrownBy(() -> peer.send("x")).isInstanceOf(IllegalStateException.class);
    }
    try (var peer = ProtocolTester.of(echo())) {
      peer.send("hello").reset().expectNothing().expectEnd();
    }
  }

  @Test
  void whatComesAfterTheProtocolsEndIsThrownAway() {
    try (var peer = ProtocolTester.of(Component.of("Brief", (in, out) -> {}))) {
      peer.send("hello").expectNothing().expectEnd();
    }
  }

  @Test
  void anExpectedFailureGivesItsCause() {
    try (var peer =
        ProtocolTester.of(
            Component.of(
                "Failing",
                (in, out) -> {
                  out.send(in.receive());
                  throw new IllegalStateException("no " + in.receive().remaining());
                }))) {
      peer.send("a").send("bc").expect("a");
      assertThat(peer.expectFailure(IllegalStateException.class)).hasMessage("no 2");
    }
  }

  @Test
  void anUnexpectedFailureIsThrownAtTheLatestAtTheEnd() {
    var failing =
        Component.<ByteBuffer, ByteBuffer>of(
            "Failing",
            (in, out) -> {
              throw new java.util.NoSuchElementException();
            });
    var peer = ProtocolTester.of(failing);
    assertThatThrownBy(peer::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("fails: java.util.NoSuchElementException")
        .hasCauseInstanceOf(java.util.NoSuchElementException.class);
  }

  @Test
  void anotherFailureThanExpectedIsShown() {
    try (var peer = ProtocolTester.of(echo())) {
      assertThatThrownBy(() -> peer.expectFailure(IllegalStateException.class))
          .hasMessageContaining("expected a failure with java.lang.IllegalStateException");
    }
  }

  @Test
  void theFactoryGetsTheConnection() {
    var seen = new ArrayList<Connection>();
    try (var peer =
        ProtocolTester.of(
            connection -> {
              seen.add(connection);
              return echo();
            })) {
      peer.send("x").expect("x");
    }
    assertThat(seen).containsExactly(new TestConnection(1));
    assertThat(seen.getFirst().listener()).isEqualTo("test");
    assertThat(seen.getFirst().peer()).hasToString("/192.0.2.1:49153");
  }

  @Test
  void aFactoryThatThrowsIsAFailure() {
    try (var peer =
        ProtocolTester.of(
            connection -> {
              throw new IllegalArgumentException("no");
            })) {
      peer.expectFailure(IllegalArgumentException.class);
    }
  }

  @Test
  void buffersBelongToWhoeverReceivedThemLast() {
    byte[] mine = {1, 2, 3};
    try (var peer =
        ProtocolTester.of(
            Component.of(
                "Changing",
                (in, out) -> {
                  var bytes = in.receive();
                  bytes.put(0, (byte) 9);
                  out.send(bytes);
                  // The same again: who received it has left it alone.
                  out.send(bytes);
                }))) {
      peer.send(mine).expect(new byte[] {9, 2, 3, 9, 2, 3}).expectEnd();
    }
    assertThat(mine).containsExactly(1, 2, 3);
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    assertThat(randomBytes(1)).isEqualTo(randomBytes(1)).isNotEqualTo(randomBytes(2));
  }

  private static byte[] randomBytes(long seed) {
    var random =
        new Component<ByteBuffer, ByteBuffer>() {
          @Override
          protected void run() {
            byte[] bytes = new byte[16];
            random().nextBytes(bytes);
            outbox.send(ByteBuffer.wrap(bytes));
          }
        };
    try (var peer = ProtocolTester.of(c -> random, new TestConnection(1), new SteppedAxon(seed))) {
      return peer.take(16);
    }
  }

  @Test
  void connectionsInOneSystemLiveSideBySide() {
    var axon = new SteppedAxon(1);
    try (var one = ProtocolTester.of(c -> echo(), new TestConnection(1), axon);
        var two = ProtocolTester.of(c -> echo(), new TestConnection(2), axon)) {
      one.send("one");
      two.send("two").expect("two");
      one.end().expect("one").expectEnd();
      two.send("more").expect("more");
    }
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  void oneThatRunsInCirclesIsFound() {
    var circling =
        new Component<ByteBuffer, ByteBuffer>() {
          @Override
          protected void run() {
            while (inbox.isEmpty()) clock().sleep(Duration.ZERO);
          }
        };
    assertThatThrownBy(() -> ProtocolTester.of(circling))
        .hasMessageContaining("the protocol runs in circles");
  }

  @Test
  void anotherThreadIsRefused() {
    try (var peer = ProtocolTester.of(echo())) {
      assertThatThrownBy(() -> CompletableFuture.runAsync(() -> peer.send("x")).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aLongConversationIsShownByItsBeginningAndItsEnd() {
    try (var peer = ProtocolTester.of(echo())) {
      for (int i = 0; i < 1000; i++) {
        peer.send("message " + i).expect("message " + i);
      }
      assertThatThrownBy(() -> peer.expect("x"))
          .hasMessageContaining("\"message 0\"")
          .hasMessageContaining("... 1960 events ...")
          .hasMessageContaining("\"message 999\"")
          .message()
          .hasLineCount(46);
    }
  }

  @Test
  void bytesThatAreNoTextAreReadable() {
    assertThat(Dump.text(new byte[] {0, 'a', '"', '\\', (byte) 0xff, '\n'}))
        .isEqualTo("\"\\x00a\\\"\\\\\\xff\\n\"");
  }

  @Test
  void onlyTheRowsAroundTheDifferenceAreShown() {
    byte[] expected = new byte[100];
    byte[] seen = new byte[100];
    seen[50] = 1;
    List<String> rows = Dump.difference(expected, seen).lines().toList();
    assertThat(rows).hasSize(7);
    assertThat(rows.get(1)).startsWith("000020  00 ");
    assertThat(rows.get(4))
        .isEqualTo(" ".repeat(14) + "^^" + " ".repeat(37) + "^^ byte 50, 00 expected, 01 seen");
    assertThat(rows.getLast()).startsWith("000040  00 ");
  }
}
