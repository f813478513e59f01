package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SignaturesTest {
  private static final Duration YEAR = Duration.ofDays(365);

  @TempDir private static Path temp;
  private static Keys keys;
  private static TimeStamps stamps;
  private static Path pem;
  private static byte[] jar;

  @BeforeAll
  static void makeKeys() throws Exception {
    keys =
        new Keys(temp)
            .make("self")
            .make("authority", "-ext", "bc:c", "-ext", "ku:c=keyCertSign", "-validity", "36500")
            .make("member", "-signer", "authority", "-ext", "eku=codeSigning")
            .make("web", "-signer", "authority", "-ext", "eku=serverAuth")
            .make("stranger")
            .make("past", "-startdate", "2020/01/01 00:00:00", "-validity", "31")
            .make("future", "-startdate", "2100/01/01 00:00:00")
            .make("small", "-keyalg", "RSA", "-keysize", "512", "-sigalg", "MD5withRSA")
            .make(
                "stamper",
                "-signer",
                "authority",
                "-ext",
                "eku:c=timeStamping",
                "-validity",
                "3650")
            .make("strange-stamper", "-ext", "eku:c=timeStamping", "-validity", "3650");
    stamps = new TimeStamps(temp.resolve("tsa"), keys, "stamper");
    pem = keys.pem(temp.resolve("trust.pem"), "self", "authority", "past", "future", "small");
    jar = SampleJar.of("good").filling(new byte[1000]).bytes();
  }

  @AfterAll
  static void close() {
    stamps.close();
  }

  @Test
  void whoIsTrustedHimselfMaySign() throws Exception {
    assertThat(signer(keys.sign(jar, "self"))).isEqualTo("signed by CN=self");
  }

  @Test
  void whomAnAuthorityVouchesForMaySign() throws Exception {
    assertThat(signer(keys.sign(jar, "member"))).isEqualTo("signed by CN=member");
  }

  @Test
  void whoIsTrustedMayBeInAKeyStore() throws Exception {
    Path store = keys.pkcs12(temp.resolve("trust.p12"), "secret", "self");
    Path password = Files.writeString(temp.resolve("password"), "secret\n");
    Trust trust = Trust.read(store.toString(), Optional.of(password.toString()));
    assertThat(signer(keys.sign(jar, "self"), trust, Instant.now())).isEqualTo("signed by CN=self");
    assertThatThrownBy(() -> Trust.read(store.toString(), Optional.empty()))
        .hasMessageContaining("trustPassword");
    Files.writeString(password, "other");
    assertThatThrownBy(() -> Trust.read(store.toString(), Optional.of(password.toString())))
        .hasMessageContaining("password was incorrect");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"no PEM", "", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"})
  void aTrustFileWithoutCertificatesIsRefused(String text) throws Exception {
    Path file = Files.writeString(temp.resolve("wrong.pem"), text);
    assertThatThrownBy(() -> Trust.read(file.toString(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTrustFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Trust.read("absent.pem", Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("absent.pem is not there");
  }

  @Test
  void aTrustFileIsReadAnewAndWhileItIsWrongItsOldContentHolds() throws Exception {
    Path file = keys.pem(temp.resolve("changing.pem"), "stranger");
    Trust trust = Trust.read(file.toString(), Optional.empty());
    byte[] signed = keys.sign(jar, "self");
    assertThat(refusal(signed, trust, Instant.now())).startsWith("untrusted");
    keys.pem(file, "self");
    assertThat(signer(signed, trust, Instant.now())).isEqualTo("signed by CN=self");
    Files.delete(file);
    assertThat(refusal(signed, trust, Instant.now())).startsWith("untrusted");
  }

  @Test
  void twoSignersOneOfWhomIsTrustedAreGood() throws Exception {
    byte[] both = keys.sign(keys.sign(jar, "stranger"), "self");
    assertThat(signer(both)).isEqualTo("signed by CN=self");
  }

  @Test
  void nobodyHasSigned() {
    assertThat(refusal(jar)).isEqualTo("unsigned: nobody has signed it");
  }

  @Test
  void whoeverIsNotTrustedIsNamed() throws Exception {
    assertThat(refusal(keys.sign(jar, "stranger")))
        .startsWith("untrusted: signed by CN=stranger, vouched for by CN=stranger: neither is in ")
        .contains("trust.pem");
  }

  @Test
  void aCertificateForAnotherUseIsNotTrusted() throws Exception {
    assertThat(refusal(keys.sign(jar, "web")))
        .isEqualTo("untrusted: the certificate of CN=web is not for signing code");
  }

  @Test
  void anExpiredCertificateIsNamedWithItsEnd() throws Exception {
    assertThat(refusal(keys.sign(jar, "past")))
        .startsWith("expired: the certificate of CN=past was valid until 2020-0");
    assertThat(refusal(keys.sign(jar, "future")))
        .startsWith("expired: the certificate of CN=future is not valid before 2");
  }

  @Test
  void aTimeStampOutlivesTheSignersCertificate() throws Exception {
    byte[] signed = keys.sign(jar, "self", builder -> builder.tsa(stamps.uri()));
    assertThat(signer(signed)).startsWith("signed by CN=self, 20");
    // the signer's is valid for 90 days, the stamper's for ten years
    assertThat(signer(signed, trust(), Instant.now().plus(YEAR)))
        .startsWith("signed by CN=self, 20");
    assertThat(refusal(keys.sign(jar, "self"), trust(), Instant.now().plus(YEAR)))
        .startsWith("expired: the certificate of CN=self was valid until ");
    assertThat(refusal(signed, trust(), Instant.now().plus(YEAR.multipliedBy(11))))
        .startsWith("expired: the certificate of CN=self was valid until ")
        .contains("its time stamp does not count", "CN=stamper was valid until");
  }

  @Test
  void theTimeStampOfAStrangerDoesNotCount() throws Exception {
    byte[] signed;
    try (var strange = new TimeStamps(temp.resolve("strange"), keys, "strange-stamper")) {
      signed = keys.sign(jar, "self", builder -> builder.tsa(strange.uri()));
    }
    assertThat(signer(signed)).startsWith("signed by CN=self; its time stamp does not count");
    assertThat(refusal(signed, trust(), Instant.now().plus(YEAR)))
        .startsWith("expired: the certificate of CN=self was valid until ")
        .contains("untrusted: signed by CN=strange-stamper");
  }

  @Test
  void whatTheJdkDoesNotAcceptAnyMoreIsWeak() throws Exception {
    byte[] signed =
        keys.sign(
            jar,
            "small",
            builder ->
                unchecked(() -> builder.digestAlgorithm("MD5").signatureAlgorithm("MD5withRSA")));
    assertThat(refusal(signed))
        .startsWith("weak: made with MD5, MD5withRSA with 512 bits")
        .contains("jdk.jar.disabledAlgorithms");
    byte[] sha1 =
        keys.sign(
            jar,
            "self",
            builder ->
                unchecked(
                    () -> builder.digestAlgorithm("SHA-1").signatureAlgorithm("SHA1withECDSA")));
    assertThat(refusal(sha1)).startsWith("weak: made with SHA-1, ");
  }

  @Test
  void aChangedEntryIsNamed() throws Exception {
    assertThat(tampered(entries -> put(entries, "filling", "changed")))
        .isEqualTo("tampered: filling was changed after it was signed");
  }

  @Test
  void anyChangedByteIsFound() throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    byte[] signed = keys.sign(jar, "self");
    for (int i = 0; i < 200; i++) {
      Map<String, byte[]> entries = Keys.entries(signed);
      // not all of what is around the signature itself means something
      byte[] block = entries.remove("META-INF/SELF.EC");
      String name =
          entries.keySet().stream().skip(random.nextInt(entries.size())).findFirst().get();
      byte[] bytes = entries.get(name);
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      entries.put("META-INF/SELF.EC", block);
      assertThat(refusal(Keys.jar(entries))).as("seed %d, %s at %d", seed, name, at).isNotEmpty();
    }
  }

  @Test
  void anAddedEntryIsNamed() throws Exception {
    assertThat(tampered(entries -> put(entries, "META-INF/services/x", "added")))
        .isEqualTo("tampered: META-INF/services/x was added after it was signed");
  }

  @Test
  void aFolderWithAContentIsAnEntry() throws Exception {
    assertThat(tampered(entries -> put(entries, "folder/", "added")))
        .isEqualTo("tampered: folder/ was added after it was signed");
  }

  @Test
  void anEntryThatWasTakenOutIsNamed() throws Exception {
    assertThat(
            tampered(
                entries -> {
                  entries.remove("filling");
                  return entries;
                }))
        .isEqualTo("tampered: filling was taken out after it was signed");
  }

  @Test
  void aChangedManifestIsTamperedWith() throws Exception {
    assertThat(
            tampered(entries -> edit(entries, "META-INF/MANIFEST.MF", "Text: good", "Text: evil")))
        .startsWith("tampered: ")
        .contains("anifest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"META-INF/manifest.mf", "meta-inf/MANIFEST.MF"})
  void aSecondManifestIsTamperedWith(String name) throws Exception {
    // the signed one under another name, and one that the framework would take
    for (boolean first : List.of(true, false)) {
      assertThat(
              tampered(
                  entries -> {
                    byte[] signed = entries.remove("META-INF/MANIFEST.MF");
                    String evil = new String(signed, StandardCharsets.UTF_8);
                    Map<String, byte[]> both = new LinkedHashMap<>();
                    if (first) {
                      both.put(name, signed);
                    }
                    put(both, "META-INF/MANIFEST.MF", evil.replace("Text: good", "Text: evil"));
                    both.putAll(entries);
                    both.put(name, signed);
                    return both;
                  }))
          .startsWith("tampered: ");
    }
  }

  @Test
  void aNameThatIsThereTwiceIsTamperedWith() throws Exception {
    byte[] signed = keys.sign(jar, "self");
    Map<String, byte[]> entries = Keys.entries(signed);
    put(entries, "fillinh", "another");
    String bytes = new String(Keys.jar(entries), StandardCharsets.ISO_8859_1);
    String twice = bytes.replace("fillinh", "filling");
    assertThat(refusal(twice.getBytes(StandardCharsets.ISO_8859_1))).startsWith("tampered: ");
  }

  @Test
  void aChangedListOfDigestsIsTamperedWith() throws Exception {
    assertThat(
            tampered(entries -> edit(entries, "META-INF/SELF.SF", "Created-By: ", "Created-by: ")))
        .startsWith("tampered: ");
  }

  @Test
  void anEntryThatTheManifestNoLongerNamesIsTamperedWith() throws Exception {
    assertThat(
            tampered(
                entries -> {
                  entries.remove("filling");
                  String manifest = text(entries, "META-INF/MANIFEST.MF");
                  return put(
                      entries,
                      "META-INF/MANIFEST.MF",
                      manifest.replaceFirst("(?s)Name: filling\r\n.*?\r\n\r\n", ""));
                }))
        .startsWith("tampered: ");
  }

  @Test
  void aStrippedSignatureIsUnsigned() throws Exception {
    assertThat(
            tampered(
                entries -> {
                  entries.keySet().removeIf(name -> name.startsWith("META-INF/SELF."));
                  return entries;
                }))
        .startsWith("unsigned: its manifest has digests");
  }

  @ParameterizedTest
  @ValueSource(strings = {"META-INF/SELF.SF", "META-INF/SELF.EC"})
  void halfASignatureIsTamperedWith(String half) throws Exception {
    assertThat(
            tampered(
                entries -> {
                  entries.remove(half);
                  return entries;
                }))
        .startsWith("tampered: half of the signature META-INF/SELF was taken out");
  }

  @Test
  void aSignatureOfSomethingElseIsTamperedWith() throws Exception {
    Map<String, byte[]> other = Keys.entries(keys.sign(SampleJar.of("other").bytes(), "self"));
    assertThat(
            tampered(
                entries -> {
                  entries.put("META-INF/SELF.EC", other.get("META-INF/SELF.EC"));
                  return entries;
                }))
        .startsWith("tampered: ");
    assertThat(tampered(entries -> put(entries, "META-INF/SELF.EC", "nonsense")))
        .isEqualTo("tampered: META-INF/SELF.EC is no signature");
  }

  private static String tampered(UnaryOperator<Map<String, byte[]>> change) throws Exception {
    Map<String, byte[]> entries = new LinkedHashMap<>(Keys.entries(keys.sign(jar, "self")));
    return refusal(Keys.jar(change.apply(entries)));
  }

  private static Map<String, byte[]> edit(
      Map<String, byte[]> entries, String name, String from, String to) {
    assertThat(text(entries, name)).contains(from);
    return put(entries, name, text(entries, name).replace(from, to));
  }

  private static Map<String, byte[]> put(Map<String, byte[]> entries, String name, String text) {
    entries.put(name, text.getBytes(StandardCharsets.UTF_8));
    return entries;
  }

  private static String text(Map<String, byte[]> entries, String name) {
    return new String(entries.get(name), StandardCharsets.UTF_8);
  }

  private static void unchecked(Callable<?> task) {
    try {
      task.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Trust trust() {
    return Trust.read(pem.toString(), Optional.empty());
  }

  private static String refusal(byte[] bytes) {
    return refusal(bytes, trust(), Instant.now());
  }

  private static String refusal(byte[] bytes, Trust trust, Instant now) {
    return catchThrowableOfType(BadSignature.class, () -> signer(bytes, trust, now)).getMessage();
  }

  private static String signer(byte[] bytes) throws Exception {
    return signer(bytes, trust(), Instant.now());
  }

  private static String signer(byte[] bytes, Trust trust, Instant now) throws Exception {
    Path file = Files.write(temp.resolve("it.jar"), bytes);
    return new Signatures(InstantSource.fixed(now)).signer(file, trust);
  }
}
