package org.kamaelia.net.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PEM files may hold, and what is said where they are wrong. */
class IdentityTest {
  private static final TestCertificate CA = TestCertificate.authority("Test CA");
  private static final TestCertificate MIDDLE = CA.issueAuthority("Test middle");
  private static final TestCertificate SERVER = MIDDLE.issue("server.test", "*.wild.test");

  @TempDir Path folder;

  private Path file(String... texts) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "test", ".pem"), String.join("", texts));
  }

  private static Identity read(Path certificates, Path key) throws TlsSettingException {
    return Identity.read(certificates, key, Optional.empty(), Instant.now());
  }

  @Test
  void aChainAndItsKeyMayShareAFileInAnyOrderWithCommentsBetween() throws Exception {
    Path file =
        file("the key: secret\n", SERVER.keyPem(), "and now\n\n", SERVER.chainPem(), "the end");
    Identity identity = read(file, file);
    assertThat(identity.chain()).containsExactly(SERVER.certificate(), MIDDLE.certificate());
    assertThat(identity.names()).containsExactly("server.test", "*.wild.test");
    assertThat(identity.until()).isBefore(Instant.now().plus(Duration.ofHours(2)));
  }

  /** The command's output, or nothing where there is no openssl. */
  private void openssl(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "openssl";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile()).start();
    String said = new String(process.getInputStream().readAllBytes(), "UTF-8");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Arrays.toString(command) + said).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void theFormsOfKeysThatOpensslWrites(String algorithm) throws Exception {
    TestCertificate server = CA.issue(algorithm, Instant.now().plus(Duration.ofHours(1)), "a.test");
    Path plain = file(server.keyPem());
    Path chain = file(server.chainPem());
    openssl("pkey", "-in", plain.toString(), "-out", "old.pem", "-traditional");
    assertThat(Files.readString(folder.resolve("old.pem")))
        .contains("BEGIN " + algorithm + " PRIVATE KEY");
    assertThat(read(chain, folder.resolve("old.pem")).key().getAlgorithm()).isEqualTo(algorithm);

    openssl(
        "pkcs8", "-topk8", "-in", plain.toString(), "-out", "new.pem", "-passout", "pass:se cret");
    Path locked = folder.resolve("new.pem");
    Optional<Path> password = Optional.of(file("se cret\n"));
    assertThat(Identity.read(chain, locked, password, Instant.now()).key().getAlgorithm())
        .isEqualTo(algorithm);
    assertThatThrownBy(() -> read(chain, locked))
        .hasMessageContaining("line 1: the key is encrypted, and no password file is set");
    Optional<Path> wrong = Optional.of(file("wrong\n"));
    assertThatThrownBy(() -> Identity.read(chain, locked, wrong, Instant.now()))
        .hasMessageContaining("the password in " + wrong.get() + " does not fit");

    openssl(
        "pkey",
        "-in",
        plain.toString(),
        "-out",
        "older.pem",
        "-traditional",
        "-aes128",
        "-passout",
        "pass:secret");
    assertThatThrownBy(() -> read(chain, folder.resolve("older.pem")))
        .hasMessageContaining("encrypted in the old way; openssl pkcs8 -topk8");
  }

  @Test
  void whatIsWrongIsSaidWithItsFileAndLine() throws Exception {
    Path good = file(SERVER.pem());
    assertThatThrownBy(() -> read(folder.resolve("none"), good))
        .hasMessage(folder.resolve("none") + " is not there");
    Path text = file("hello\n");
    assertThatThrownBy(() -> read(text, good)).hasMessageContaining("it is no PEM file");
    assertThatThrownBy(() -> read(file("x\n-----BEGIN CERTIFICATE-----\nAA==\n"), good))
        .hasMessageContaining(", line 2: CERTIFICATE has no end");
    assertThatThrownBy(
            () -> read(file("-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n"), good))
        .hasMessageContaining(", line 1: not base 64");
    assertThatThrownBy(() -> read(file(TestCertificate.pem("CERTIFICATE", new byte[9])), good))
        .hasMessageContaining(", line 1: not a certificate");
    assertThatThrownBy(() -> read(good, file(SERVER.chainPem())))
        .hasMessageContaining("has no private key");
    assertThatThrownBy(() -> read(good, file(SERVER.keyPem(), CA.keyPem())))
        .hasMessageContaining("has several keys");
    assertThatThrownBy(() -> read(good, file(CA.keyPem())))
        .hasMessageContaining(
            "line 1: the key is not that of the certificate in %s, line 1".formatted(good));
    assertThatThrownBy(() -> read(good, file(TestCertificate.pem("PRIVATE KEY", new byte[9]))))
        .hasMessageContaining("line 1: not a key of RSA, EC");
    assertThatThrownBy(
            () -> read(good, file(TestCertificate.pem("EC PRIVATE KEY", new byte[] {48, 1}))))
        .hasMessageContaining("line 1: not an EC key");
  }

  @Test
  void certificatesInAWrongOrderOrPastTheirTimeAreRefused() throws Exception {
    Path turned = file(MIDDLE.certificatePem(), SERVER.certificatePem(), SERVER.keyPem());
    assertThatThrownBy(() -> read(turned, turned))
        .hasMessageContaining("must be the first of the file");
    Path gap = file(SERVER.certificatePem(), CA.certificatePem(), SERVER.keyPem());
    assertThatThrownBy(() -> read(gap, gap)).hasMessageContaining("is not the issuer of the one");
    Path good = file(SERVER.pem());
    Instant later = Instant.now().plus(Duration.ofDays(1));
    assertThatThrownBy(() -> Identity.read(good, good, Optional.empty(), later))
        .hasMessageContaining("line 1: the certificate expired at");
    Instant before = Instant.now().minus(Duration.ofDays(365));
    assertThatThrownBy(() -> Identity.read(good, good, Optional.empty(), before))
        .hasMessageContaining("line 1: the certificate is not valid before");
  }

  @Test
  void aHostIsFoundByItsNameThenByOneLabelOfAWildcard() {
    var identities =
        new Identities(
            List.of(new Identity(List.of(SERVER.certificate()), SERVER.keys().getPrivate())));
    assertThat(identities.has("server.test")).isTrue();
    assertThat(identities.has("SERVER.test")).isTrue();
    assertThat(identities.has("x.wild.test")).isTrue();
    assertThat(identities.has("wild.test")).isFalse();
    assertThat(identities.has("x.y.wild.test")).isFalse();
    assertThat(identities.has("xserver.test")).isFalse();
  }
}
