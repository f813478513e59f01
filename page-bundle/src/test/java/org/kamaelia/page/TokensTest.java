package org.kamaelia.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.console.PageToken;
import org.kamaelia.http.Response;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.protocol.http.HttpFactory;

class TokensTest {
  private final Server server = Server.start(1);
  private Instant now = Instant.parse("2026-11-26T12:00:00Z");
  private final Tokens tokens = new Tokens(server, () -> now);

  @AfterEach
  void end() {
    server.close();
  }

  private ListenerInfo listen(String address) {
    server.register("http", "1", HttpFactory.serving("/*", request -> Response.of(204)));
    return server.bind(ListenerSpec.of("http", Map.of("protocol", "http", "address", address)));
  }

  private static String secret(PageToken token) {
    return token.address().replaceFirst(".*#token=", "");
  }

  @Test
  void itIsBehindThePagesAddressAndSaysWhoseItIs() {
    ListenerInfo listener = listen("127.0.0.1:0");
    PageToken token = tokens.give("ann (console 7)");
    assertThat(token.address())
        .matches("http://" + listener.address() + "/kamaelia/#token=[A-Za-z0-9_-]+");
    assertThat(Base64.getUrlDecoder().decode(secret(token))).hasSize(32);
    assertThat(token.until()).isEqualTo(now.plus(Duration.ofHours(1)));
    assertThat(tokens.permit(secret(token)))
        .contains(new Tokens.Permit("ann (console 7)", token.until()));
  }

  @Test
  void noLogHasItByAccident() {
    listen("127.0.0.1:0");
    PageToken token = tokens.give("ann");
    assertThat(token.toString()).doesNotContain(secret(token));
  }

  @Test
  void anyOtherDoesNotHold() {
    assertThat(tokens.permit("")).isEmpty();
    listen("127.0.0.1:0");
    assertThat(tokens.permit("")).isEmpty();
    String secret = secret(tokens.give("ann"));
    assertThat(tokens.permit("")).isEmpty();
    assertThat(tokens.permit(secret + "x")).isEmpty();
    assertThat(tokens.permit(secret.substring(1))).isEmpty();
    assertThat(tokens.permit(secret.toLowerCase(Locale.ROOT))).isEmpty();
  }

  @Test
  void aNewOneEndsTheOneBefore() {
    listen("127.0.0.1:0");
    String first = secret(tokens.give("ann"));
    String second = secret(tokens.give("bob"));
    assertThat(second).isNotEqualTo(first);
    assertThat(tokens.permit(first)).isEmpty();
    assertThat(tokens.permit(second)).isPresent();
  }

  @Test
  void itEndsAfterAnHour() {
    listen("127.0.0.1:0");
    String secret = secret(tokens.give("ann"));
    now = now.plus(Duration.ofHours(1)).minusNanos(1);
    assertThat(tokens.permit(secret)).isPresent();
    now = now.plusNanos(1);
    assertThat(tokens.permit(secret)).isEmpty();
    assertThat(tokens.revoke()).isFalse();
  }

  @Test
  void itEndsWhenItIsRevoked() {
    listen("127.0.0.1:0");
    assertThat(tokens.revoke()).isFalse();
    String secret = secret(tokens.give("ann"));
    assertThat(tokens.revoke()).isTrue();
    assertThat(tokens.permit(secret)).isEmpty();
    assertThat(tokens.revoke()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0:0,http://127.0.0.1:", "[::1]:0,http://[::1]:", "[::]:0,http://[::1]:"})
  void theAddressIsOneThatThePageIsGivenAt(String bound, String start) {
    ListenerInfo listener = listen(bound);
    String port = listener.address().replaceFirst(".*:", "");
    assertThat(tokens.give("ann").address()).startsWith(start + port + "/kamaelia/#token=");
  }

  @Test
  void whereThePageIsNotReachedThereIsNoToken() {
    assertThatThrownBy(() -> tokens.give("ann"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the page is reached through the listener http, which is not there");
    listen("127.0.0.1:0");
    String secret = secret(tokens.give("ann"));
    server.suspend("http");
    assertThatThrownBy(() -> tokens.give("ann")).hasMessageEndingWith("which does not serve");
    assertThat(tokens.permit(secret)).isPresent();
  }

  @Test
  void wrongOnesAreCountedAndToldOnceASecond() {
    WrongTokens wrong = new WrongTokens(() -> now);
    assertThat(wrong.count()).hasValue(1);
    assertThat(wrong.count()).isEmpty();
    now = now.plusMillis(999);
    assertThat(wrong.count()).isEmpty();
    now = now.plusMillis(1);
    assertThat(wrong.count()).hasValue(4);
  }
}
