package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.protocol.http.Exchanges.answer;
import static org.kamaelia.protocol.http.Exchanges.serving;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.net.SettingException;
import org.kamaelia.testbed.ProtocolTester;

/** What two might read in two ways, what is too long, and what is meant for another host. */
class HttpRefusalsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          400 | GET / HTTP/1.1\\nHost: a\\n\\n
          400 | GET / HTTP/1.1\\r\\nHost: a\\n\\r\\n
          400 | GET / HTTP/1.1\\rHost: a\\r\\n\\r\\n
          400 | GET / HTTP/1.1\\r\\nHost: a\\rb\\r\\n\\r\\n
          400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nX: \\0\\r\\n\\r\\n
          400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nX: a\\r\\n b\\r\\n\\r\\n
          400 | GET / HTTP/1.1\\r\\n Host: a\\r\\n\\r\\n
          400 | GET / HTTP/1.1\\r\\nHost : a\\r\\n\\r\\n
          400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nno field\\r\\n\\r\\n
          400 | GET / HTTP/1.1\\r\\nHost: a\\r\\n: b\\r\\n\\r\\n
          400 | GET / HTTP/1.1\\r\\n\\r\\n
          400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: a\\r\\n\\r\\n
          400 | GET / HTTP/1.1\\r\\nHost: a/b\\r\\n\\r\\n
          400 | GET / HTTP/1.1\\r\\nHost: a, b\\r\\n\\r\\n
          400 | GET  / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET /  HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET /a b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET /#a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET /\\344 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET * HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET http://u@a/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET ftp://a/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET /../a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET /a/. HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET /a/%2e%2E/b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET /a%2Fb HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET /a%00 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET /a%5c HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET /a%zz HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET /a%c0%ae HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET / HTTP/x.1\\r\\nHost: a\\r\\n\\r\\n
          400 | GET /\\r\\n\\r\\n
          400 | \\26\\3\\1
          400 | {\\r\\n
          400 | \\r\\n\\r\\n\\r\\n\\r\\n\\r\\n\\r\\n
          505 | GET / HTTP/2.0\\r\\nHost: a\\r\\n\\r\\n
          505 | PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n
          501 | CONNECT a:80 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
          417 | GET / HTTP/1.1\\r\\nHost: a\\r\\nExpect: more\\r\\n\\r\\n
          # framing
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nContent-Length: 1\\r\\n\\r\\na
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1, 1\\r\\n\\r\\na
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: +1\\r\\n\\r\\na
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 0x1\\r\\n\\r\\na
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: \\r\\n\\r\\na
          413 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 9999999999999999999\\r\\n\\r\\na
          413 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 67108865\\r\\n\\r\\na
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\na
          400 | POST / HTTP/1.0\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n
          501 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked, gzip\\r\\n\\r\\n
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: \\r\\n\\r\\n
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: xchunked\\r\\n\\r\\n
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n\\r\\n
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\na\\r\\n0\\r\\n\\r\\n
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\nab\\r\\n0\\r\\n\\r\\n
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1;\\r\\na\\r\\n0\\r\\n\\r\\n
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1;a\\nb\\r\\na\\r\\n0\\r\\n\\r\\n
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1 \\r\\na\\r\\n0\\r\\n\\r\\n
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0x1\\r\\na\\r\\n0\\r\\n\\r\\n
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n-1\\r\\na\\r\\n0\\r\\n\\r\\n
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1111111111111111\\r\\na\\r\\n0\\r\\n\\r\\n
          413 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n4000001\\r\\na
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\nX : a\\r\\n\\r\\n
          400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n a\\r\\n\\r\\n
          """)
  void whatIsWrongIsRefusedAndTheConnectionClosed(int status, String escaped) {
    byte[] request = escaped.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
    try (var peer = serving(Exchanges::tell)) {
      peer.send(request);
      String answer = answer(peer);
      assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\nConnection: close\n");
      assertThat(answer.split("HTTP/1.1 \\d")).as("one answer: " + answer).hasSize(2);
      peer.advance(Duration.ofMinutes(1)).expectEnd();
    }
  }

  @Test
  void aLineOrHeadThatIsTooLongIsRefused() {
    try (var peer = serving(Exchanges::tell)) {
      peer.send("GET /" + "a".repeat(9000));
      assertThat(answer(peer)).startsWith("HTTP/1.1 414 ");
    }
    try (var peer = serving(Exchanges::tell)) {
      peer.send("GET / HTTP/1.1\r\nX: " + "a".repeat(9000));
      assertThat(answer(peer)).startsWith("HTTP/1.1 431 ");
    }
    try (var peer = serving(Exchanges::tell)) {
      peer.send("GET / HTTP/1.1\r\n" + ("X: " + "a".repeat(8000) + "\r\n").repeat(5));
      assertThat(answer(peer)).startsWith("HTTP/1.1 431 ");
    }
    try (var peer = serving(Exchanges::tell)) {
      peer.send("GET / HTTP/1.1\r\n" + "X: a\r\n".repeat(101));
      assertThat(answer(peer)).startsWith("HTTP/1.1 431 ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | /         | www.example.org",
        "200 | /         | WWW.Example.ORG:8080",
        "200 | /         | [::1]",
        "200 | /         | [::1]:80",
        "200 | http://127.0.0.1:81/ | rebound.example.com",
        "204 | *         | 127.0.0.1:",
        "421 | /         | example.org",
        "421 | /         | www.example.org.example.com",
        "421 | /         | [::2]:80",
        "421 | /         | :80",
        "421 | *         | example.org",
        "421 | http://rebound.example.com/ | 127.0.0.1",
      })
  void anotherHostThanThoseThatAreNamedIsMisdirected(int status, String target, String host) {
    HttpFactory factory =
        Exchanges.factory(Map.of("hosts", "www.Example.org, 127.0.0.1, [::1]"), Exchanges::tell);
    try (var peer = ProtocolTester.of(factory)) {
      String request = "OPTIONS " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
      peer.send(request);
      assertThat(answer(peer)).startsWith("HTTP/1.1 " + status + " ");
      peer.send(request);
      assertThat(answer(peer)).as("again").startsWith("HTTP/1.1 " + status + " ");
    }
  }

  @Test
  void whoNamesNoHostIsMisdirectedWhereSomeAreNamed() {
    try (var peer = ProtocolTester.of(Exchanges.factory(Map.of("hosts", "a"), Exchanges::tell))) {
      peer.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(answer(peer)).startsWith("HTTP/1.1 421 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:80", "::1", "http://a", "a/b", "[::1"})
  void whatIsNoHostCannotBeNamed(String host) {
    assertThatThrownBy(() -> HttpSettings.of(Map.of("hosts", "b, " + host)))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "hosts = %s: must be names or addresses without ports, of IPv6 in brackets", host);
  }
}
