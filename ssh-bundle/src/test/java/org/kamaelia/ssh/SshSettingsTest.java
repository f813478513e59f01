package org.kamaelia.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kamaelia.net.Address;

class SshSettingsTest {
  private static final Path ETC = Path.of("/srv/etc");

  @Test
  void withoutAnAddressThereIsNone() {
    assertThat(SshSettings.of(Map.of("service.pid", "org.kamaelia.ssh"), ETC)).isEmpty();
    assertThat(SshSettings.of(Map.of("address", " "), ETC)).isEmpty();
  }

  @Test
  void anAddressIsEnough() {
    assertThat(SshSettings.of(Map.of("address", "127.0.0.1:7022"), ETC))
        .contains(
            new SshSettings(
                new Address.Tcp("127.0.0.1", 7022),
                Path.of("/srv/etc/authorized_keys"),
                16,
                Duration.ZERO,
                Duration.ofSeconds(30)));
  }

  @Test
  void allCanBeSet() {
    assertThat(
            SshSettings.of(
                Map.of(
                    "address", "[::1]:22",
                    "keys", "/elsewhere/keys",
                    "maxConnections", "2",
                    "idleTimeout", "10m",
                    "handshakeTimeout", "5s"),
                ETC))
        .contains(
            new SshSettings(
                new Address.Tcp("::1", 22),
                Path.of("/elsewhere/keys"),
                2,
                Duration.ofMinutes(10),
                Duration.ofSeconds(5)));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertWrong(Map.of("address", "here"), "address = here");
    assertWrong(Map.of("address", "unix:/ssh"), "address = unix:/ssh: must be host:port");
    assertWrong(Map.of("address", "a:1", "idleTimeout", "long"), "idleTimeout = long");
    assertWrong(Map.of("address", "a:1", "maxConnections", "0"), "maxConnections = 0");
    assertWrong(
        Map.of("address", "a:1", "password", "x"), "no setting password; there are address");
    assertWrong(Map.of("keys", "k"), "keys is set, but no address");
  }

  private static void assertWrong(Map<String, ?> properties, String what) {
    assertThatThrownBy(() -> SshSettings.of(properties, ETC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(what);
  }

  @Test
  void theDocumentedTableIsTheOneInTheCode() throws IOException {
    String table =
        SshSettings.ALL.stream()
            .map(
                it ->
                    "| `%s` | %s | %s | %s | %s |"
                        .formatted(
                            it.name(),
                            it.meaning(),
                            it.values(),
                            it.standard().orElseThrow(),
                            it.effect()))
            .collect(
                Collectors.joining(
                    "\n",
                    "| setting | what it means | values | standard | a change applies to |\n"
                        + "| --- | --- | --- | --- | --- |\n",
                    "\n"));
    assertThat(Files.readString(Path.of("../docs/ssh.md"))).contains(table);
  }
}
