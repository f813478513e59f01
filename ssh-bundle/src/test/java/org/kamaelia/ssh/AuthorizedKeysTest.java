package org.kamaelia.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorizedKeysTest {
  @TempDir Path temp;
  private final AuthorizedKeys keys = new AuthorizedKeys();
  private Path file;

  @BeforeEach
  void file() {
    JdkEd25519.register();
    file = temp.resolve("authorized_keys");
  }

  @Test
  void aKeyOfEachKindIsFoundWithItsComment() throws Exception {
    KeyPair ed25519 = JdkEd25519.generate();
    KeyPair ec = generate("EC", 256);
    KeyPair rsa = generate("RSA", 2048);
    write("# operators", "", line(ed25519) + " anna at home", line(ec) + " bob", line(rsa));
    assertThat(keys.find(file, ed25519.getPublic())).contains("anna at home");
    assertThat(keys.find(file, ec.getPublic())).contains("bob");
    assertThat(keys.find(file, rsa.getPublic())).contains("");
    assertThat(keys.find(file, JdkEd25519.generate().getPublic())).isEmpty();
  }

  @Test
  void aKeyThatIsTakenOutIsOfNoUse() throws Exception {
    KeyPair anna = JdkEd25519.generate();
    KeyPair bob = JdkEd25519.generate();
    write(line(anna) + " anna", line(bob) + " bob");
    assertThat(keys.find(file, anna.getPublic())).contains("anna");
    write(line(bob) + " bob");
    assertThat(keys.find(file, anna.getPublic())).isEmpty();
    assertThat(keys.find(file, bob.getPublic())).contains("bob");
  }

  @Test
  void aLimitThatIsNotKnownIsNotPassedOver() throws Exception {
    KeyPair key = JdkEd25519.generate();
    for (String option : List.of("command=\"diag\"", "from=\"10.0.0.0/8\"", "cert-authority")) {
      write(option + " " + line(key) + " anna");
      assertThat(keys.find(file, key.getPublic())).as(option).isEmpty();
    }
    write("restrict,no-port-forwarding " + line(key) + " anna");
    assertThat(keys.find(file, key.getPublic())).contains("anna");
  }

  @Test
  void aWrongLineDoesNotHideTheOthers() throws Exception {
    KeyPair key = JdkEd25519.generate();
    KeyPair weak = generate("RSA", 1024);
    write("nonsense", "ssh-ed25519 AAAA", line(weak) + " weak", line(key) + " anna");
    assertThat(keys.find(file, key.getPublic())).contains("anna");
    assertThat(keys.find(file, weak.getPublic())).isEmpty();
  }

  @Test
  void aFileThatOthersMayWriteLetsNobodyIn() throws Exception {
    KeyPair key = JdkEd25519.generate();
    write(line(key));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThatThrownBy(() -> keys.find(file, key.getPublic()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod go-w " + file);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> keys.find(file, JdkEd25519.generate().getPublic()))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no file " + file);
  }

  private static KeyPair generate(String type, int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  private static String line(KeyPair key) {
    return PublicKeyEntry.toString(key.getPublic());
  }

  private void write(String... lines) throws IOException {
    Files.write(file, List.of(lines));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }
}
