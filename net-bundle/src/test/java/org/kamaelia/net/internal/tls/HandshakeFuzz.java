package org.kamaelia.net.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.ListenerSpec;

/** What strangers may send where a TLS handshake is expected: SNI, ALPN, and what is neither. */
class HandshakeFuzz {
  private static final Workbench BENCH = new Workbench(Runnable::run, () -> {}, 1);
  private static final SteppedAxon AXON = new SteppedAxon(1);

  @TempDir static Path folder;
  private static ServerTls lenient;
  private static ServerTls strict;

  @BeforeAll
  static void certificates() throws Exception {
    TestCertificate authority = TestCertificate.authority("Test CA");
    Path one =
        Files.writeString(
            folder.resolve("one.pem"), authority.issue("server.test", "*.wild.test").pem());
    Path two = Files.writeString(folder.resolve("two.pem"), authority.issue("other.test").pem());
    Path trust = Files.writeString(folder.resolve("trust.pem"), authority.certificatePem());
    lenient = tls(Map.of("tlsCertificates", one + ", " + two));
    strict =
        tls(
            Map.of(
                "tlsCertificates",
                one + ", " + two,
                "tlsRefuseUnknown",
                "yes",
                "tlsClients",
                "required",
                "tlsTrust",
                trust.toString()));
  }

  @AfterAll
  static void close() {
    AXON.close();
  }

  private static ServerTls tls(Map<String, String> settings) throws Exception {
    var all = new HashMap<>(settings);
    all.put("protocol", "echo");
    all.put("address", "127.0.0.1:0");
    return new ServerTls(
        TlsSpec.of(ListenerSpec.of("fuzz", all)).orElseThrow(), InstantSource.system());
  }

  /**
   * @param input which listener, how large the pieces are, and what comes
   */
  @FuzzTest
  void whateverComesInsteadOfAHandshakeEndsItAndLeavesNothing(byte[] input) throws IOException {
    if (input.length < 2) {
      return;
    }
    assertThat(BENCH.enter()).as("a place").isTrue();
    Wire[] pair = Wire.pair();
    pair[0].fragment = 1 + Byte.toUnsignedInt(input[1]);
    ServerTls tls = input[0] % 2 == 0 ? lenient : strict;
    var server = new Party(tls.over(pair[0], BENCH, List.of("h2", "http/1.1")));
    server.attach(AXON.loops().getFirst());
    pair[0].arrive(Arrays.copyOfRange(input, 2, input.length));
    run(pair[0], server);
    boolean waits = server.failure == null;
    pair[0].arriveEnd();
    run(pair[0], server);
    assertThat(server.connected).isFalse();
    assertThat(server.heard.size()).isZero();
    assertThat(server.failure).as("waited before the end: %s", waits).isNotNull();
    server.stream.close();
    AXON.runUntilIdle();
    assertThat(BENCH.inFlight()).isZero();
  }

  private static void run(Wire wire, Party party) {
    for (int i = 0; party.failure == null && wire.poll(); i++) {
      AXON.runUntilIdle();
      assertThat(i).as("turns").isLessThan(200_000);
      if (wire.waiting() == 0 && i > 100) {
        return;
      }
    }
  }
}
