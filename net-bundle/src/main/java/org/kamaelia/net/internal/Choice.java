package org.kamaelia.net.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Sniffer;
import org.kamaelia.net.Sniffer.Verdict;

/** Which of several protocols the first bytes are of. */
final class Choice implements Peeking.Decision {
  private final BooleanSupplier needless;
  private final List<ProtocolEntry> left;
  private @Nullable ProtocolEntry chosen;

  /**
   * @param candidates those that may be meant, the most preferred first
   * @param needless whether something else has decided already, such as ALPN
   */
  Choice(List<ProtocolEntry> candidates, BooleanSupplier needless) {
    left = new ArrayList<>(candidates);
    this.needless = needless;
  }

  /** The one that was found, if one was. */
  Optional<ProtocolEntry> chosen() {
    return Optional.ofNullable(chosen);
  }

  @Override
  public boolean decide(ByteBuffer first, boolean all) {
    if (needless.getAsBoolean()) {
      return true;
    }
    if (first.hasRemaining()) {
      left.removeIf(candidate -> chosen == null && isOut(candidate, first.slice()));
    }
    return chosen != null || left.isEmpty() || all;
  }

  private boolean isOut(ProtocolEntry candidate, ByteBuffer first) {
    Optional<Sniffer> sniffer = candidate.factory().sniffer();
    Verdict verdict = sniffer.isEmpty() ? Verdict.UNSUPPORTED : sniffer.get().sniff(first);
    if (verdict == Verdict.SUPPORTED) {
      chosen = candidate;
    }
    return verdict == Verdict.UNSUPPORTED;
  }
}
