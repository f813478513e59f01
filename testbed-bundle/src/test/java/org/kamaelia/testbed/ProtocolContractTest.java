package org.kamaelia.testbed;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.EndOfStream;
import org.kamaelia.axon.Inbox;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ProtocolFactory;

/** Each test of the contract fails for a protocol that breaks it. */
class ProtocolContractTest {
  private static final Duration DAY = Duration.ofDays(1);

  private abstract static class Protocol extends Component<ByteBuffer, ByteBuffer> {
    void echo() {
      for (var bytes : inbox) outbox.send(bytes);
    }

    void sleepForADay() {
      clock().sleep(DAY);
    }
  }

  private interface ContractTest {
    void of(ProtocolContract contract) throws Exception;
  }

  private static void assertBroken(Supplier<Protocol> protocol, ContractTest test, String message) {
    assertBrokenBy(connection -> protocol.get(), test, message);
  }

  private static void assertBrokenBy(ProtocolFactory factory, ContractTest test, String message) {
    var contract =
        new ProtocolContract() {
          @Override
          protected ProtocolFactory factory() {
            return factory;
          }
        };
    assertThatThrownBy(() -> test.of(contract))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message)
        .hasMessageContaining("seed");
  }

  private static final class CountsMessages extends Protocol {
    @Override
    protected void run() {
      for (var bytes : inbox) outbox.send(ByteBuffer.wrap(new byte[] {(byte) bytes.remaining()}));
    }
  }

  @Test
  void anAnswerThatDependsOnTheMessagesIsFound() {
    assertBroken(
        CountsMessages::new,
        ProtocolContract::aByteAtATimeGetsTheSameAnswerAsAllAtOnce,
        "a byte at a time gets another answer");
  }

  private static final class ReusesItsBuffer extends Protocol {
    @Override
    protected void run() {
      var buffer = ByteBuffer.allocate(1);
      for (var bytes : inbox) {
        while (bytes.hasRemaining()) {
          buffer.put(0, bytes.get());
          outbox.send(buffer);
        }
      }
    }
  }

  @Test
  void aBufferThatIsChangedAfterItWasSentIsFound() {
    assertBroken(
        ReusesItsBuffer::new,
        ProtocolContract::aByteAtATimeGetsTheSameAnswerAsAllAtOnce,
        "a byte at a time gets another answer");
  }

  private static final class DropsWhenItWouldWait extends Protocol {
    @Override
    protected void run() {
      for (var bytes : inbox) {
        while (bytes.hasRemaining()) {
          if (!outbox.trySend(ByteBuffer.wrap(new byte[] {bytes.get()}))) {
            clock().sleep(Duration.ZERO);
          }
        }
      }
    }
  }

  @Test
  void anAnswerThatIsDroppedForASlowReaderIsFound() {
    assertBroken(
        DropsWhenItWouldWait::new,
        ProtocolContract::aSlowReaderGetsTheSameAnswer,
        "a slow reader gets another answer");
  }

  private static final class SendsHugeMessages extends Protocol {
    @Override
    protected void run() {
      for (var bytes : inbox) outbox.send(ByteBuffer.allocate(1 << 20));
    }
  }

  @Test
  void whatPilesUpForAPeerThatDoesNotReadIsFound() {
    assertBroken(
        SendsHugeMessages::new,
        ProtocolContract::aPeerThatDoesNotReadMakesItWait,
        "bytes that nobody reads");
  }

  private static final class QueuesWithoutBound extends Protocol {
    @Override
    protected void run() {
      var queue =
          Component.<ByteBuffer, ByteBuffer>of(
              "Queue",
              (in, out) -> {
                for (var bytes : in) out.send(bytes);
              });
      queue.inbox().limit(Inbox.UNLIMITED);
      var toQueue = addOutbox("toQueue", ByteBuffer.class);
      toQueue.linkTo(queue.inbox());
      queue.outbox().linkTo(outbox);
      activate(queue);
      for (var bytes : inbox) toQueue.send(bytes);
    }
  }

  @Test
  void anUnlimitedQueueForAPeerThatDoesNotReadIsFound() {
    assertBroken(
        QueuesWithoutBound::new,
        ProtocolContract::aPeerThatDoesNotReadMakesItWait,
        "it keeps what it gets");
  }

  private static final class KeepsAll extends Protocol {
    @Override
    protected void run() {
      var all = new ByteArrayOutputStream();
      for (var bytes : inbox) all.writeBytes(bytes.array());
      outbox.send(ByteBuffer.wrap(all.toByteArray()));
    }
  }

  @Test
  void anInputThatIsKeptWithoutBoundIsFound() {
    assertBroken(
        KeepsAll::new, ProtocolContract::anInputWithoutEndIsNotKept, "it keeps what it gets");
  }

  private static final class ForgetsAnswersAtTheEnd extends Protocol {
    @Override
    protected void run() {
      while (true) {
        var bytes = inbox.receive();
        if (inbox.atEnd()) return;
        outbox.send(bytes);
      }
    }
  }

  @Test
  void anAnswerThatIsLostAtTheEndIsFound() {
    assertBroken(
        ForgetsAnswersAtTheEnd::new,
        ProtocolContract::aHalfCloseLosesNoAnswer,
        "the peer's end changes the answer");
  }

  private static final class OutlivesItsPeer extends Protocol {
    @Override
    protected void run() {
      echo();
      sleepForADay();
    }
  }

  @Test
  void oneThatOutlivesItsPeerIsFound() {
    assertBroken(
        OutlivesItsPeer::new,
        ProtocolContract::aHalfCloseEndsItUnlessItHasMoreToSay,
        "there is still test/conn[1]/OutlivesItsPeer");
    assertBroken(
        OutlivesItsPeer::new,
        ProtocolContract::aResetAtAnyPointEndsIt,
        "there is still test/conn[1]/OutlivesItsPeer");
  }

  private static final class FailsOnATruncatedMessage extends Protocol {
    @Override
    protected void run() {
      try {
        echo();
        inbox.receive();
      } catch (EndOfStream e) {
        throw new IllegalStateException("truncated", e);
      }
    }
  }

  @Test
  void oneThatFailsWhenThePeerGoesIsFound() {
    assertBroken(
        FailsOnATruncatedMessage::new,
        ProtocolContract::aResetAtAnyPointEndsIt,
        "IllegalStateException: truncated");
    assertBroken(
        FailsOnATruncatedMessage::new,
        ProtocolContract::aHalfCloseEndsItUnlessItHasMoreToSay,
        "IllegalStateException: truncated");
  }

  private static final class LosesPatience extends Protocol {
    @Override
    protected void run() throws Exception {
      outbox.send(inbox.receive(Duration.ofMinutes(5)).orElseThrow(TimeoutException::new));
    }
  }

  @Test
  void oneThatFailsInSilenceIsFound() {
    assertBroken(LosesPatience::new, ProtocolContract::aSilentPeerIsNoFailure, "TimeoutException");
  }

  private static final class ThrowsOnGarbage extends Protocol {
    @Override
    protected void run() {
      for (var bytes : inbox) {
        while (bytes.hasRemaining()) {
          if (bytes.get() < 0) throw new IllegalArgumentException("not ASCII");
        }
      }
    }
  }

  @Test
  void oneThatThrowsOnGarbageIsFound() {
    assertBroken(
        ThrowsOnGarbage::new,
        ProtocolContract::garbageIsNoFailure,
        "IllegalArgumentException: not ASCII");
  }

  private static final class IgnoresFinish extends Protocol {
    @Override
    protected void run() {
      while (true) {
        if (select(control(), inbox) == inbox) outbox.send(inbox.receive());
        else control().receive();
      }
    }
  }

  @Test
  void oneThatDoesNotFinishIsFound() {
    assertBroken(
        IgnoresFinish::new,
        ProtocolContract::toldToFinishAtAnyPointItEndsInTime,
        "there is still test/conn[1]/IgnoresFinish");
  }

  private static final class LeaksAChild extends Protocol {
    @Override
    protected void run() {
      activate(
          new Protocol() {
            @Override
            protected void run() {
              sleepForADay();
            }

            @Override
            protected String kind() {
              return "Child";
            }
          });
      echo();
    }
  }

  @Test
  void oneThatLeavesAChildBehindIsFound() {
    assertBroken(
        LeaksAChild::new,
        ProtocolContract::toldToFinishAtAnyPointItEndsInTime,
        "there is still test/conn[1]/Child");
    assertBroken(LeaksAChild::new, ProtocolContract::aSilentPeerIsNoFailure, "test/conn[1]/Child");
  }

  @Test
  void aFactoryWhoseConnectionsShareSomethingIsFound() {
    var messages = new AtomicInteger();
    assertBrokenBy(
        connection ->
            Component.of(
                "Sharing",
                (in, out) -> {
                  for (var bytes : in) {
                    out.send(bytes.put(0, (byte) messages.incrementAndGet()));
                  }
                }),
        ProtocolContract::connectionsShareNothing,
        "among others the answer is another");
  }

  @Test
  void aFactoryThatGivesTheSameComponentTwiceIsFound() {
    var one = Component.<ByteBuffer, ByteBuffer>of("One", (in, out) -> out.send(in.receive()));
    assertBrokenBy(
        connection -> one, ProtocolContract::connectionsShareNothing, "is in a group already");
  }

  @Test
  void aSeedThatIsGivenIsUsed() {
    System.setProperty("kamaelia.seed", "12345");
    try {
      assertBroken(ThrowsOnGarbage::new, ProtocolContract::garbageIsNoFailure, "seed 12345");
      assertBroken(
          CountsMessages::new,
          ProtocolContract::aByteAtATimeGetsTheSameAnswerAsAllAtOnce,
          "seed 12345");
    } finally {
      System.clearProperty("kamaelia.seed");
    }
  }

  private static final class TellsTheTime implements ProtocolFactory {
    @Override
    public Component<ByteBuffer, ByteBuffer> create(Connection connection) {
      return new Component<>() {
        @Override
        protected void run() {
          outbox.send(ByteBuffer.allocate(8).putLong(0, System.nanoTime()));
        }
      };
    }
  }

  @Test
  void whatLooksAtTheMachinesClockIsFoundUnlessItMay() throws Exception {
    assertThatThrownBy(() -> timeTelling(false).itsCodeTakesTimeAndChanceFromItsContextOnly())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("java.lang.System.nanoTime; instead: clock()");
    timeTelling(true).itsCodeTakesTimeAndChanceFromItsContextOnly();
  }

  private static ProtocolContract timeTelling(boolean may) {
    return new ProtocolContract() {
      @Override
      protected ProtocolFactory factory() {
        return new TellsTheTime();
      }

      @Override
      protected boolean mayDo(Determinism.Finding finding) {
        return may && finding.call().equals("java.lang.System.nanoTime");
      }
    };
  }
}
