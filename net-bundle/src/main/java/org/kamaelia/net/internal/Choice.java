package org.kamaelia.net.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Sniffer;
import org.kamaelia.net.Sniffer.Verdict;

/**
 * Which of several protocols the first bytes are of. It keeps their names: a version may be
 * replaced meanwhile, and must not be kept from being unloaded by connections that speak something
 * else.
 */
final class Choice implements Peeking.Decision {
  private final BooleanSupplier needless;
  private final List<String> left;
  private final Function<String, Optional<ProtocolEntry>> protocols;
  private @Nullable String chosen;

  /**
   * @param candidates those that may be meant, the most preferred first
   * @param protocols finds the protocol of a name, if it is there
   * @param needless whether something else has decided already, such as ALPN
   */
  Choice(
      List<String> candidates,
      Function<String, Optional<ProtocolEntry>> protocols,
      BooleanSupplier needless) {
    left = new ArrayList<>(candidates);
    this.protocols = protocols;
    this.needless = needless;
  }

  /** The one that was found, if one was and is there. */
  Optional<ProtocolEntry> chosen() {
    return Optional.ofNullable(chosen).flatMap(protocols);
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

  private boolean isOut(String candidate, ByteBuffer first) {
    Optional<Sniffer> sniffer =
        protocols.apply(candidate).flatMap(protocol -> protocol.factory().sniffer());
    Verdict verdict = sniffer.isEmpty() ? Verdict.UNSUPPORTED : sniffer.get().sniff(first);
    if (verdict == Verdict.SUPPORTED) {
      chosen = candidate;
    }
    return verdict == Verdict.UNSUPPORTED;
  }
}
