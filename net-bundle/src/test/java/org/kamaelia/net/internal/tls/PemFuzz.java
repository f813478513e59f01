package org.kamaelia.net.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** PEM files as they may be put before the server. */
class PemFuzz {
  /** Within which the kept certificates are valid. */
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  @TempDir static Path folder;
  private static Path file;
  private static Path password;

  @BeforeAll
  static void files() throws IOException {
    file = folder.resolve("fuzz.pem");
    password = Files.writeString(folder.resolve("password"), "secret");
  }

  /**
   * @param input the file
   */
  @FuzzTest
  void aFileIsReadOrRefusedWithItsNameAndTheReason(byte[] input) throws IOException {
    Files.write(file, input);
    try {
      Identity.trusted(file);
    } catch (TlsSettingException e) {
      isClear(e);
    }
    try {
      Identity identity = Identity.read(file, file, Optional.of(password), NOW);
      assertThat(identity.chain()).isNotEmpty();
      assertThat(identity.names()).doesNotContainNull();
      assertThat(identity.until()).isAfterOrEqualTo(NOW);
    } catch (TlsSettingException e) {
      isClear(e);
    }
  }

  private static void isClear(TlsSettingException e) {
    assertThat(e).hasMessageContaining(file.toString());
    assertThat(e.getMessage()).doesNotEndWith("null");
  }
}
