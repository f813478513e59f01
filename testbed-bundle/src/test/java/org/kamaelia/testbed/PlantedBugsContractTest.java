package org.kamaelia.testbed;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.testbed.plan.planted.Answers;
import org.kamaelia.testbed.plan.planted.Frames;

/** Planted faults that are found without a network; see also PlantedBugsTest. */
class PlantedBugsContractTest {

  private abstract static class Contract extends ProtocolContract {
    private final Supplier<Component<ByteBuffer, ByteBuffer>> protocol;

    Contract(Supplier<Component<ByteBuffer, ByteBuffer>> protocol) {
      this.protocol = protocol;
    }

    @Override
    protected ProtocolFactory factory() {
      return connection -> protocol.get();
    }

    @Override
    protected byte[] exchange() {
      return "\0\5hello\0\0\0\3you".getBytes(StandardCharsets.US_ASCII);
    }
  }

  private static final class Framing extends Contract {
    Framing() {
      super(() -> new Frames(false));
    }
  }

  private static final class Closing extends Contract {
    Closing() {
      super(() -> new Answers(false, Duration.ZERO));
    }
  }

  @Test
  void aLengthThatIsInTwoSegmentsIsFound() {
    assertThatThrownBy(new Framing()::aByteAtATimeGetsTheSameAnswerAsAllAtOnce)
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("a byte at a time gets another answer", "seed");
  }

  @Test
  void anEndThatIsTakenForAnAbsenceIsFound() {
    assertThatThrownBy(new Closing()::aHalfCloseLosesNoAnswer)
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("the peer's end changes the answer", "seed");
  }

  @Nested
  class FramesWithoutTheFault extends Contract {
    FramesWithoutTheFault() {
      super(() -> new Frames(true));
    }
  }

  @Nested
  class AnswersWithoutTheFault extends Contract {
    AnswersWithoutTheFault() {
      super(() -> new Answers(true, Duration.ZERO));
    }
  }
}
