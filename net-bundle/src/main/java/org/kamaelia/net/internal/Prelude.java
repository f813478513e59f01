package org.kamaelia.net.internal;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Rejection;
import org.kamaelia.net.TlsSession;
import org.kamaelia.net.internal.tls.Secured;
import org.kamaelia.net.internal.tls.ServerTls;
import org.kamaelia.net.internal.tls.Workbench;
import org.kamaelia.net.transport.Stream;

/**
 * What a listener's connections go through before their protocol: TLS, and a look at the first
 * bytes.
 */
final class Prelude {
  private final ListenerTls tls;
  private final Protocols protocols;

  Prelude(ListenerTls tls, Protocols protocols) {
    this.tls = tls;
    this.protocols = protocols;
  }

  /**
   * A new connection with all that precedes its protocol.
   *
   * @return null if too many handshakes are in flight
   */
  @Nullable Stream over(Stream wire, ListenerSpec spec, Workbench bench) {
    Stream dressed = wire;
    ServerTls secure = tls.serving();
    if (secure != null && spec.get(ListenerSettings.TLS_OPTIONAL)) {
      dressed =
          new OptionalTls(
              wire,
              begun -> {
                if (!bench.enter()) {
                  throw new Rejected(Rejection.HANDSHAKES, "too many TLS handshakes are in flight");
                }
                return secure.over(begun, bench, applicationProtocols(spec));
              });
    } else if (secure != null) {
      if (!bench.enter()) {
        return null;
      }
      dressed = secure.over(wire, bench, applicationProtocols(spec));
    }
    List<String> names = spec.get(ListenerSettings.SNIFF);
    if (names.isEmpty()) {
      return dressed;
    }
    Stream before = dressed;
    return new Peeking(
        before,
        new Choice(
            names.stream().map(protocols::best).flatMap(Optional::stream).toList(),
            () -> applicationProtocol(before).isPresent()));
  }

  private List<String> applicationProtocols(ListenerSpec spec) {
    return spec.get(ListenerSettings.ALPN).entrySet().stream()
        .filter(entry -> protocols.best(entry.getValue()).isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Optional<String> applicationProtocol(Stream stream) {
    return stream instanceof Secured secured
        ? secured.session().flatMap(TlsSession::applicationProtocol)
        : Optional.empty();
  }

  /**
   * The protocol of a connection that is there: by ALPN, else by its first bytes.
   *
   * @param standard the one it gets if neither says anything
   * @throws IOException if it is not there any more
   */
  ProtocolEntry choose(Stream stream, ListenerSpec spec, ProtocolEntry standard)
      throws IOException {
    Optional<String> agreed = applicationProtocol(stream);
    if (agreed.isPresent()) {
      // Of which the listener may know nothing any more.
      return Optional.ofNullable(spec.get(ListenerSettings.ALPN).get(agreed.get()))
          .flatMap(protocols::best)
          .orElseThrow(
              () -> new Rejected(Rejection.NO_PROTOCOL, "no protocol for " + agreed.get()));
    }
    return stream instanceof Peeking peeking && peeking.decision() instanceof Choice choice
        ? choice.chosen().orElse(standard)
        : standard;
  }

  /**
   * Looks whether a protocol is there: after the connection can be found by it, or it might be
   * taken away in between and the connection left alone.
   *
   * @throws Rejected if it was taken away
   */
  void require(ProtocolEntry chosen) throws Rejected {
    if (!protocols.has(chosen)) {
      throw new Rejected(Rejection.NO_PROTOCOL, "its protocol was taken away");
    }
  }
}
