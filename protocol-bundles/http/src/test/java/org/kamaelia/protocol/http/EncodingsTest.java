package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.protocol.http.Exchanges.HOST;
import static org.kamaelia.protocol.http.Exchanges.answer;
import static org.kamaelia.protocol.http.Exchanges.serving;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Response;

class EncodingsTest {
  private static final HttpHandler TELL =
      request ->
          Response.text(
              String.join(" ", Encodings.accepted(request, List.of("br", "zstd", "gzip"))));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "gzip, deflate, br, zstd         | br zstd gzip",
        "gzip                            | gzip",
        "GZip ; Q=1                      | gzip",
        "gzip;q=1, zstd;q=0.5            | gzip zstd",
        "zstd;q=0.5, gzip;q=0.501        | gzip zstd",
        "gzip;q=0.5, zstd;q=0.500        | zstd gzip",
        "gzip;q=0.001                    | gzip",
        "gzip;q=0, br;q=0.000, zstd;q=0. | none",
        "*                               | br zstd gzip",
        "*;q=0                           | none",
        "*;q=0, gzip                     | gzip",
        "gzip, *;q=0.5                   | gzip br zstd",
        "br;q=0, *                       | zstd gzip",
        "identity                        | none",
        "identity;q=0                    | none",
        "identity;q=0, gzip;q=0.1        | gzip",
        "identity, gzip;q=0.9            | none",
        "identity;q=0.5, gzip;q=0.5, br;q=0.4, zstd | zstd gzip",
        "identity;q=0.5, *;q=0.4         | none",
        // of what cannot be read
        "gzip;q=2, br;q=0.0001, zstd;q=x | none",
        "gzip;level=9, br                | br",
        ", ,gzip,;q=1                    | gzip",
        "gzip;q=0, gzip                  | none",
      })
  void whatTheClientLikesBestIsFirst(String field, String accepted) {
    assertThat(ask("Accept-Encoding: " + field + "\r\n"))
        .isEqualTo(accepted == null ? "" : accepted);
  }

  @Test
  void aClientThatSaysNothingGetsItAsItIs() {
    assertThat(ask("")).isEmpty();
    assertThat(ask("Accept-Encoding:\r\n")).isEmpty();
  }

  private static String ask(String field) {
    try (var peer = serving(TELL)) {
      peer.send("GET / HTTP/1.1\r\n" + HOST + field + "\r\n");
      String answer = answer(peer);
      return answer.substring(answer.indexOf("\n\n") + 2);
    }
  }
}
