package org.kamaelia.net.internal.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The identities of a listener, and which one is shown to whom: the one whose certificate names the
 * host that the client asks for, else one that has a wildcard for it, else the first. Where several
 * are for the same host, of RSA and of an elliptic curve say, it is the one that the client's
 * algorithms allow. May be replaced while handshakes are in flight: those go on with what they
 * have.
 */
final class Identities extends X509ExtendedKeyManager {
  private volatile Held held;
  private int numbers;

  /**
   * What is held at one time.
   *
   * @param aliases those that are chosen from, in the operator's order
   * @param known by alias, and those that were replaced last, as they may have been chosen
   */
  private record Held(List<String> aliases, Map<String, Identity> known) {
    List<Identity> current() {
      return aliases.stream().map(known::get).toList();
    }
  }

  Identities(List<Identity> all) {
    held = new Held(List.of(), Map.of());
    replace(all);
  }

  synchronized void replace(List<Identity> others) {
    Map<String, Identity> known = new HashMap<>();
    held.aliases().forEach(alias -> known.put(alias, held.known().get(alias)));
    List<String> aliases = new ArrayList<>();
    for (Identity other : others) {
      String alias = String.valueOf(++numbers);
      known.put(alias, other);
      aliases.add(alias);
    }
    held = new Held(List.copyOf(aliases), Map.copyOf(known));
  }

  /** Until when all of them are valid. */
  Instant until() {
    return held.current().stream()
        .map(Identity::until)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** Whether one of them is for that host. */
  boolean has(String host) {
    return held.current().stream().anyMatch(identity -> isFor(identity, host));
  }

  /** Those for a host, best first; the first of all, and its like, if there is none. */
  private static List<Identity> of(Optional<String> host, List<Identity> all) {
    List<Identity> fit =
        host.stream()
            .flatMap(name -> all.stream().filter(identity -> isFor(identity, name)))
            .sorted(Comparator.comparing(identity -> !isNamed(identity, host.orElseThrow())))
            .toList();
    if (!fit.isEmpty()) {
      return fit;
    }
    Identity first = all.getFirst();
    return all.stream().filter(other -> other.names().equals(first.names())).toList();
  }

  private static boolean isFor(Identity identity, String host) {
    String asked = normal(host);
    int dot = asked.indexOf('.');
    return isNamed(identity, host)
        || (dot > 0 && identity.names().contains("*" + asked.substring(dot)));
  }

  private static boolean isNamed(Identity identity, String host) {
    return identity.names().contains(normal(host));
  }

  private static String normal(String host) {
    return host.toLowerCase(Locale.ROOT);
  }

  // What the JDK asks.

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    Held now = held;
    return of(Sessions.serverName(engine.getHandshakeSession()), now.current()).stream()
        .filter(identity -> identity.key().getAlgorithm().equals(keyType))
        .findFirst()
        .map(identity -> now.aliases().get(now.current().indexOf(identity)))
        .orElse(null);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    Held now = held;
    return now.aliases().stream()
        .filter(
            alias ->
                List.of(keyTypes)
                    .contains(Objects.requireNonNull(now.known().get(alias)).key().getAlgorithm()))
        .findFirst()
        .orElse(null);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Identity identity = held.known().get(alias);
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Identity identity = held.known().get(alias);
    return identity == null ? null : identity.key();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
