package org.kamaelia.net.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Rejection;
import org.kamaelia.net.TlsSession;
import org.kamaelia.net.VersionRange;
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
            names.stream().filter(name -> best(name).isPresent()).toList(),
            this::best,
            () -> applicationProtocol(before).isPresent()));
  }

  private List<String> applicationProtocols(ListenerSpec spec) {
    return spec.get(ListenerSettings.ALPN).entrySet().stream()
        .filter(entry -> best(entry.getValue()).isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }

  private Optional<ProtocolEntry> best(String name) {
    return protocols.best(name, VersionRange.ANY);
  }

  private static Optional<String> applicationProtocol(Stream stream) {
    return stream instanceof Secured secured
        ? secured.session().flatMap(TlsSession::applicationProtocol)
        : Optional.empty();
  }

  /**
   * The protocol of a connection that is there: by ALPN, else by its first bytes, else what the
   * listener asks for.
   *
   * @throws Rejected if it is not there any more
   */
  ProtocolEntry choose(Stream stream, ListenerSpec spec) throws Rejected {
    Optional<String> agreed = applicationProtocol(stream);
    if (agreed.isPresent()) {
      // Of which the listener may know nothing any more.
      return Optional.ofNullable(spec.get(ListenerSettings.ALPN).get(agreed.get()))
          .flatMap(this::best)
          .orElseThrow(
              () -> new Rejected(Rejection.NO_PROTOCOL, "no protocol for " + agreed.get()));
    }
    Optional<ProtocolEntry> sniffed =
        stream instanceof Peeking peeking && peeking.decision() instanceof Choice choice
            ? choice.chosen()
            : Optional.empty();
    return sniffed.isPresent() ? sniffed.get() : choose(spec);
  }

  /**
   * The protocol that the listener asks for.
   *
   * @throws Rejected if it is not there any more
   */
  ProtocolEntry choose(ListenerSpec spec) throws Rejected {
    return protocols
        .best(spec.protocol(), spec.get(ListenerSettings.VERSION))
        .orElseThrow(() -> new Rejected(Rejection.NO_PROTOCOL, "its protocol was taken away"));
  }

  /** The version that goes on with what this one hands over; null if none does. */
  @Nullable ProtocolEntry successor(ProtocolEntry replaced, ListenerSpec spec) {
    String name = replaced.name();
    Optional<ProtocolEntry> next = Optional.empty();
    if (replaced.handsOver() && name.equals(spec.protocol())) {
      next = protocols.best(name, spec.get(ListenerSettings.VERSION));
    } else if (replaced.handsOver()
        && (spec.get(ListenerSettings.ALPN).containsValue(name)
            || spec.get(ListenerSettings.SNIFF).contains(name))) {
      next = best(name);
    }
    return next.filter(
            it -> it != replaced && it.handsOver() && it.carriers().contains(Carrier.STREAM))
        .orElse(null);
  }

  /** Whether new connections may still get it. */
  boolean offers(ProtocolEntry entry) {
    return protocols.offers(entry);
  }
}
