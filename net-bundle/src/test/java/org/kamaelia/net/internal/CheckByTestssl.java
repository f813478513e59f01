package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Component;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.net.internal.tls.TestCertificate;

/**
 * A listener with TLS under testssl.sh (Debian's package of that name). It takes many minutes:
 * {@code mvn verify -pl net-bundle -am -Ptestssl} runs it.
 */
class CheckByTestssl {
  private static final Pattern FINDING =
      Pattern.compile(
          "\"id\"\\s*:\\s*\"([^\"]*)\".*?\"severity\"\\s*:\\s*\"([^\"]*)\".*?\"finding\"\\s*:\\s*\"([^\"]*)\"",
          Pattern.DOTALL);

  /** Of a certificate that was made for the test, and of what this machine's OpenSSL cannot do. */
  private static final Pattern EXPECTED =
      Pattern.compile(
          "cert_(chain_of_trust|trust|revocation|expirationStatus|notAfter|validityPeriod|crl.*|ocsp.*|keyUsage)"
              + ".*|engine_problem|overall_grade|final_score");

  @TempDir Path folder;

  @Test
  void nothingAboveLowIsFound() throws Exception {
    TestCertificate authority = TestCertificate.authority("Test CA");
    Instant until = Instant.now().plus(Duration.ofDays(20));
    Path rsa =
        Files.writeString(
            folder.resolve("rsa.pem"), authority.issue("RSA", until, "localhost").pem());
    Path ec =
        Files.writeString(
            folder.resolve("ec.pem"), authority.issue("EC", until, "localhost").pem());
    Path found = folder.resolve("found.json");
    try (Server server = Server.start(1)) {
      server.register(
          "echo", "1.0.0", connection -> Component.of("echo", (in, out) -> in.forEach(out::send)));
      ListenerInfo info =
          server.bind(
              ListenerSpec.of(
                  "test",
                  Map.of(
                      "protocol",
                      "echo",
                      "address",
                      "127.0.0.1:0",
                      "tlsCertificates",
                      rsa + ", " + ec)));
      new ProcessBuilder(
              "testssl",
              "--quiet",
              "--warnings",
              "off",
              "--color",
              "0",
              "--jsonfile",
              found.toString(),
              info.address())
          .inheritIO()
          .start()
          .waitFor();
    }
    List<String> bad =
        FINDING
            .matcher(Files.readString(found))
            .results()
            .filter(it -> List.of("MEDIUM", "HIGH", "CRITICAL").contains(it.group(2)))
            .filter(it -> !EXPECTED.matcher(it.group(1)).matches())
            .map(it -> it.group(1) + " " + it.group(2) + ": " + it.group(3))
            .toList();
    assertThat(bad).isEmpty();
  }
}
