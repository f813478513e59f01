package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JarTest {
  @TempDir private Path temp;
  private Limits limits;

  @BeforeEach
  void limits() {
    limits = Deploying.QUICK;
  }

  @Test
  void aBundleIsWholeAndValid() {
    assertThatCode(() -> check(SampleJar.of("good").bytes())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 0.9, 0.99})
  void aPartOfAJarIsNotWhole(double part) {
    byte[] bytes = SampleJar.of("good").bytes();
    assertThat(reason(Arrays.copyOf(bytes, (int) (bytes.length * part)))).startsWith("whole: ");
  }

  @Test
  void randomBytesAreNotWhole() {
    long seed = new Random().nextLong();
    byte[] bytes = new byte[10_000];
    new Random(seed).nextBytes(bytes);
    assertThat(reason(bytes)).as("seed %d", seed).startsWith("whole: ");
  }

  @Test
  void anyDamagedByteOfAnEntryIsNoticed() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    byte[] filling = new byte[10_000];
    random.nextBytes(filling);
    byte[] bytes = SampleJar.of("good").filling(filling).bytes();
    // most of the jar is the filling, and that does not compress
    bytes[bytes.length - 1000 - random.nextInt(8000)] ^= 1;
    assertThat(reason(bytes)).as("seed %d", seed).startsWith("whole: ");
  }

  @Test
  void aZipBombIsNotUnpacked() {
    assertThat(reason(SampleJar.of("bomb").filling(new byte[10 << 20]).bytes()))
        .isEqualTo("whole: unpacks to more than 4194304 bytes");
  }

  @Test
  void aHugeFileIsNotCopied() {
    assertThat(reason(new byte[(1 << 20) + 1])).isEqualTo("whole: larger than 1048576 bytes");
  }

  @Test
  void tooManyEntriesAreNotRead() {
    limits =
        new Limits(
            limits.quiet(),
            limits.patience(),
            limits.start(),
            limits.test(),
            limits.rescan(),
            1 << 20,
            1 << 20,
            2);
    assertThat(reason(SampleJar.of("many").bytes())).isEqualTo("whole: 3 entries are more than 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bundle-ManifestVersion | | Bundle-ManifestVersion is null",
        "Bundle-ManifestVersion | 1 | Bundle-ManifestVersion is 1",
        "Bundle-SymbolicName | | Bundle-SymbolicName is null",
        "Bundle-SymbolicName | no name | Bundle-SymbolicName is no name",
        "Bundle-SymbolicName | ; a=b | Bundle-SymbolicName is ; a=b",
        "Bundle-Version | one | Bundle-Version is one",
        "Fragment-Host | other | a fragment, of other",
      })
  void aManifestThatIsNotABundlesIsNotValid(String header, String value, String why) {
    assertThat(reason(SampleJar.of("bad").header(header, value).bytes()))
        .startsWith("valid: ")
        .contains(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bundle-SymbolicName | org.kamaelia.protocol.x-1_y; singleton:=true",
        "Bundle-Version |",
        "Bundle-Version | 1.2.3.SNAPSHOT-4",
      })
  void whatASpecificationAllowsIsValid(String header, String value) {
    assertThatCode(() -> check(SampleJar.of("good").header(header, value).bytes()))
        .doesNotThrowAnyException();
  }

  @Test
  void aReasonIsOneLineHoweverLongAndWildItsCause() {
    String wild = "x\u001b[31m\u0007\u2028".repeat(300);
    assertThat(reason(SampleJar.of("bad").header("Bundle-SymbolicName", wild).bytes()))
        .hasSizeLessThan(600)
        .doesNotContainPattern("[\\p{C}\\p{Zl}]");
  }

  private String reason(byte[] bytes) {
    return catchThrowableOfType(Refused.class, () -> check(bytes)).reason();
  }

  private void check(byte[] bytes) throws IOException, Refused {
    Path file = Files.write(temp.resolve("file"), bytes);
    Jar jar = Jar.copy(file, temp.resolve("copy"), limits);
    jar.mustBeWhole(limits);
    jar.mustBeValid();
  }
}
