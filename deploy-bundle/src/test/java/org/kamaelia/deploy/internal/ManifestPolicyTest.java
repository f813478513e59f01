package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestPolicyTest {
  private final Attributes manifest = new Attributes();

  @BeforeEach
  void aProtocol() {
    manifest.putValue(
        "Provide-Capability",
        "org.kamaelia.protocol; org.kamaelia.protocol=\"x\"; version:Version=\"1.0\",osgi.service;"
            + "objectClass:List<String>=\"org.kamaelia.net.ProtocolFactory\"");
    manifest.putValue(
        "Import-Package",
        "org.kamaelia.axon;version=\"[0.1,1)\",org.kamaelia.net;version=\"[0.1,1)\"");
  }

  @Test
  void aProtocolPasses() {
    assertThat(fault()).isEmpty();
    assertThat(fault("protocolsOnly", "yes")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.util",
        "javax.crypto.spec",
        "org.kamaelia.net.transport",
        "org.osgi.framework",
        "org.osgi.service.component;version=\"[1.5,2)\";resolution:=optional",
        "org.slf4j",
      })
  void whatAProtocolHasReasonToUseItMayImport(String name) {
    manifest.putValue("Import-Package", name);
    assertThat(fault()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Export-Package | org.x;version=\"1,0\" | Export-Package: org.x: a protocol exports"
            + " nothing",
        "Import-Package | java.util,com.lib;version=1 | Import-Package: com.lib: a protocol may",
        "Import-Package | javaxx.y | Import-Package: javaxx.y: a protocol may import java.*",
        "Import-Package | org.kamaelia.console | Import-Package: org.kamaelia.console: a protocol",
        "Import-Package | com.a;com.b | Import-Package: com.a: a protocol may import",
        "Import-Package | org.kamaelia.net.internal | Import-Package: org.kamaelia.net.internal: it"
            + " is not API",
        "Require-Bundle | org.lib | Require-Bundle: org.lib: import the packages that are used",
        "DynamicImport-Package | * | DynamicImport-Package: *: name what is used",
        "DynamicImport-Package | com.lib | DynamicImport-Package: com.lib: name what is used",
      })
  void whatAProtocolMustNotSayIsNamed(String header, String value, String fault) {
    manifest.putValue(header, value);
    assertThat(fault()).hasValueSatisfying(text -> assertThat(text).startsWith(fault));
  }

  @Test
  void theOperatorMayAllowMoreButNothingInternal() {
    manifest.putValue("Import-Package", "com.lib.deep");
    assertThat(fault("imports", "com.lib.*")).isEmpty();
    assertThat(fault("imports", "com.lib")).isPresent();
    manifest.putValue("Import-Package", "org.kamaelia.net.internal.tls");
    assertThat(fault("imports", "*").orElseThrow()).contains("it is not API");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "osgi.service", "org.kamaelia.protocol"})
  void whoImportsNetAndNamesNoProtocolIsRefused(String capabilities) {
    manifest.putValue("Provide-Capability", capabilities);
    assertThat(fault().orElseThrow())
        .startsWith("Provide-Capability: org.kamaelia.protocol is missing")
        .contains("org.kamaelia.protocol=\"NAME\"");
  }

  @Test
  void aLibraryMaySayWhatItLikesUnlessOnlyProtocolsAreWanted() {
    manifest.clear();
    manifest.putValue("Export-Package", "org.lib");
    manifest.putValue("Import-Package", "org.other");
    manifest.putValue("DynamicImport-Package", "*");
    assertThat(fault()).isEmpty();
    assertThat(fault("protocolsOnly", "yes").orElseThrow()).startsWith("no protocol: ");
  }

  @Test
  void aHeaderThatCannotBeReadIsAFault() {
    manifest.putValue("Import-Package", "org.kamaelia.net;version=1;x");
    assertThat(fault()).isPresent();
  }

  @Test
  void ourOwnProtocolsPass() throws Exception {
    try (Stream<Path> folders = Files.list(Path.of("../protocol-bundles"))) {
      for (Path folder : folders.toList()) {
        Path file = folder.resolve("target/classes/META-INF/MANIFEST.MF");
        if (Files.exists(file)) {
          try (var in = Files.newInputStream(file)) {
            assertThat(ManifestPolicy.fault(new Manifest(in).getMainAttributes(), Policy.STANDARD))
                .as("%s", folder)
                .isEmpty();
          }
        }
      }
    }
  }

  private Optional<String> fault() {
    return ManifestPolicy.fault(manifest, Policy.STANDARD);
  }

  private Optional<String> fault(String setting, String value) {
    return ManifestPolicy.fault(manifest, Policy.of(Map.of(setting, value)));
  }
}
