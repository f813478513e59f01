package org.kamaelia.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostKeyTest {
  @TempDir Path temp;

  @Test
  void isMadeOnceForItsOwnerAlone() throws Exception {
    Path folder = temp.resolve("var/ssh");
    KeyPair made = HostKey.in(folder);
    assertThat(HostKey.fingerprint(made)).startsWith("SHA256:");
    KeyPair read = HostKey.in(folder);
    assertThat(read.getPublic()).isEqualTo(made.getPublic());
    assertThat(read.getPrivate()).isEqualTo(made.getPrivate());
    assertThat(rights(folder)).isEqualTo("rwx------");
    assertThat(rights(folder.resolve("host_key"))).isEqualTo("rw-------");
    assertThat(folder.resolve("host_key")).content().startsWith("-----BEGIN OPENSSH PRIVATE KEY");
    assertThat(folder.resolve("host_key.pub")).content().startsWith("ssh-ed25519 ");
    assertThat(folder.resolve("host_key.new")).doesNotExist();
  }

  @Test
  void oneThatOthersMayReadIsNotUsed() throws Exception {
    HostKey.in(temp);
    Path file = temp.resolve("host_key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> HostKey.in(temp))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("host_key is not for its owner alone");
  }

  @Test
  void oneThatIsBrokenIsNotMadeAnew() throws Exception {
    HostKey.in(temp);
    Path file = temp.resolve("host_key");
    Files.writeString(file, "nothing");
    assertThatThrownBy(() -> HostKey.in(temp))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("host_key");
    assertThat(file).hasContent("nothing");
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
