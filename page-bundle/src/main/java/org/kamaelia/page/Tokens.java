package org.kamaelia.page;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.console.PageToken;
import org.kamaelia.console.PageTokens;
import org.kamaelia.net.Address;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.Server;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What a page has to show that an operator lets it change something. There is one token at a time,
 * and it is here in memory only.
 */
@Component(
    service = {Tokens.class, PageTokens.class},
    immediate = true)
public final class Tokens implements PageTokens {
  static final Duration HOLDS = Duration.ofHours(1);

  /** 256 bits: nobody guesses it, however often they try. */
  private static final int BYTES = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Server server;
  private final InstantSource clock;
  private @Nullable Given given;

  private record Given(String secret, Permit permit) {}

  /**
   * What a token is good for.
   *
   * @param who whom it was given to, as the audit log names them
   * @param until when it ends to hold, unless it is revoked before
   */
  record Permit(String who, Instant until) {}

  /** Made by the service component runtime. */
  @Activate
  public Tokens(@Reference Server server) {
    this(server, InstantSource.system());
  }

  Tokens(Server server, InstantSource clock) {
    this.server = server;
    this.clock = clock;
  }

  @Override
  public PageToken give(String who) {
    String page = address();
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Instant until = clock.instant().plus(HOLDS).truncatedTo(ChronoUnit.SECONDS);
    synchronized (this) {
      given = new Given(secret, new Permit(who, until));
    }
    return new PageToken(page + "#token=" + secret, until);
  }

  @Override
  public synchronized boolean revoke() {
    boolean held = held() != null;
    given = null;
    return held;
  }

  /** What this token is good for; nothing if it is not the one that holds. */
  synchronized Optional<Permit> permit(String shown) {
    Given now = held();
    return now != null && MessageDigest.isEqual(bytes(now.secret), bytes(shown))
        ? Optional.of(now.permit)
        : Optional.empty();
  }

  private @Nullable Given held() {
    return given != null && clock.instant().isBefore(given.permit.until) ? given : null;
  }

  private static byte[] bytes(String secret) {
    return secret.getBytes(StandardCharsets.UTF_8);
  }

  private String address() {
    ListenerInfo listener =
        server.listeners().stream()
            .filter(it -> it.spec().name().equals(PageHandler.LISTENER))
            .findFirst()
            .orElseThrow(() -> unreachable("which is not there"));
    if (listener.state() != ListenerInfo.State.SERVING) {
      throw unreachable("which does not serve");
    }
    if (Address.of(listener.address()) instanceof Address.Tcp(String host, int port)) {
      InetAddress bound = InetAddress.ofLiteral(host);
      if (bound.isLoopbackAddress() || bound.isAnyLocalAddress()) {
        String here = host.contains(":") ? "::1" : "127.0.0.1";
        return "%s://%s/kamaelia/"
            .formatted(listener.tls().isPresent() ? "https" : "http", new Address.Tcp(here, port));
      }
    }
    throw unreachable("which is at %s and not on loopback".formatted(listener.address()));
  }

  private static IllegalStateException unreachable(String why) {
    return new IllegalStateException(
        "the page is reached through the listener %s, %s".formatted(PageHandler.LISTENER, why));
  }
}
