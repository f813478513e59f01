package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.net.Address;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Setting;
import org.kamaelia.net.SettingException;
import org.kamaelia.net.VersionRange;

class ListenerSpecTest {

  @Test
  void aConfigurationNeedsProtocolAndAddressAndTheRestHasStandardValues() {
    assertThat(
            ListenerSpec.of(
                "a", Map.of("protocol", "echo", "address", "127.0.0.1:7007", "service.pid", "x")))
        .isEqualTo(ListenerSpec.of("a", "echo", "127.0.0.1:7007"));
  }

  @Test
  void settingsAsAConfigurationGiveTheSameSettings() {
    var spec =
        ListenerSpec.of("a", "echo", "::1:80")
            .with(ListenerSettings.MAX_CONNECTIONS, 5)
            .with(ListenerSettings.IDLE_TIMEOUT, Duration.ofMillis(1500));
    assertThat(spec.properties())
        .containsExactly(
            Map.entry("protocol", "echo"),
            Map.entry("address", "[::1]:80"),
            Map.entry("maxConnections", "5"),
            Map.entry("idleTimeout", "1500ms"));
    assertThat(ListenerSpec.of("a", spec.properties())).isEqualTo(spec);
  }

  @Test
  void aSettingWithItsStandardValueIsAsNotSet() {
    var spec = ListenerSpec.of("a", "echo", "::1:80");
    assertThat(spec.with("maxConnections", "5").with("maxConnections", "100000")).isEqualTo(spec);
    assertThat(spec.with("maxConnections", "5").with("maxConnections", "")).isEqualTo(spec);
    assertThat(spec.with("maxConnections", "5")).isNotEqualTo(spec);
  }

  @Test
  void aStandardValueIsOneThatCanBeWrittenAndRead() {
    for (Setting<?> setting : ListenerSettings.all()) {
      assertThat(reread(setting)).as(setting.name()).isEqualTo(setting.standard());
    }
  }

  private static <T> Optional<T> reread(Setting<T> setting) {
    return setting
        .standard()
        .map(setting::write)
        .filter(text -> !text.isEmpty())
        .map(setting::read)
        .or(setting::standard);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "250ms,250", "30s,30000", "5m,300000", "1h,3600000", "2 s,2000"})
  void durationsAreWrittenWithTheirUnit(String written, long millis) {
    assertThat(with("idleTimeout", written).get(ListenerSettings.IDLE_TIMEOUT))
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1:7007", "[::1]:80", "localhost:0", "udp:[::1]:5004", "unix:/run/x.sock"})
  void anAddressIsShownAsItIsWritten(String address) {
    assertThat(with("address", address).address()).hasToString(address);
  }

  @Test
  void theBracketsOfAnAddressMayBeLeftOut() {
    assertThat(with("address", "fe80::1%eth0:7").address())
        .isEqualTo(new Address.Tcp("fe80::1%eth0", 7));
  }

  @ParameterizedTest
  @CsvSource({
    "idleTimeout,ten,idleTimeout = ten: is not a duration such as",
    "idleTimeout,10,idleTimeout = 10: is not a duration",
    "idleTimeout,-1s,'idleTimeout = -1s: must be a duration, 0 to'",
    "idleTimeout,99999999999s,idleTimeout = 99999999999s: is not",
    "idleTimeout,5m30s,idleTimeout = 5m30s: is not a duration",
    "idleTimeout,1s2,idleTimeout = 1s2: is not a duration",
    "finishWithin,s,finishWithin = s: is not",
    "pace,-3GiB,'pace = -2GiB: must be bytes, 0 to 1GiB'",
    "pace,1K5,pace = 1K5: is not a number of bytes",
    "pace,1.5MiB,pace = 1.5MiB: is not a number of bytes",
    "maxConnections,many,maxConnections = many: is not a number",
    "maxConnections,0,maxConnections = 0: must be 1 or more",
    "backlog,0,'backlog = 0: must be 1 to 65,535'",
    "address,7007,'address = 7007: is not host:port, [v6]:port, udp:host:port or unix:/path'",
    "address,tcp:x:1,'address = tcp:x:1: is not host:port'",
    "address,localhost:http,address = localhost:http: http is not a number",
    "address,localhost:70000,address = localhost:70000: 70000 is not a port",
    "address,:80,address = :80: has no host",
    "address,[unix]:80,'address = [unix]:80: is not host:port'",
    "address,[::1:80,'address = [::1:80: is not host:port'",
    "address,unix:,address = unix:: has no path",
    "protocol,'',a listener needs protocol",
    "adress,localhost:1,'a listener has no setting adress; it has [protocol, version,'",
  })
  void aWrongSettingIsNamedWithItsValue(String key, String value, String message) {
    assertThatThrownBy(() -> with(key, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aValueOutOfItsRangeIsRefusedFromCodeAsWell() {
    var spec = ListenerSpec.of("a", "echo", "::1:80");
    assertThatThrownBy(() -> spec.with(ListenerSettings.MAX_CONNECTIONS, 0))
        .hasMessage("maxConnections = 0: must be 1 or more");
  }

  static Stream<Arguments> valuesThatAreReadAsOthers() {
    return Stream.of(
        arguments(
            ListenerSettings.SNIFF,
            List.of("a,b"),
            "sniff = a,b: would be read as [a, b], which is not [a,b]"),
        arguments(
            ListenerSettings.ALPN,
            Map.of("h2", "a,b"),
            "alpn = h2=a,b: must be ALPN identifiers with their protocols"),
        arguments(
            ListenerSettings.TLS_CERTIFICATES,
            List.of(Path.of("a ")),
            "tlsCertificates = a : would be read as [a], which is not [a ]"),
        arguments(
            ListenerSettings.IDLE_TIMEOUT,
            Duration.ofNanos(1_500_000),
            "idleTimeout = 1ms: would be read as PT0.001S, which is not PT0.0015S"),
        arguments(
            ListenerSettings.PROTOCOL, " a", "protocol =  a: would be read as a, which is not  a"),
        arguments(ListenerSettings.FAULTS, "dealy=1ms", "faults = dealy=1ms: "));
  }

  @ParameterizedTest
  @MethodSource("valuesThatAreReadAsOthers")
  <T> void aValueFromCodeThatNoConfigurationCouldHaveIsRefused(
      Setting<T> setting, T value, String message) {
    var spec = ListenerSpec.of("a", "echo", "::1:80");
    assertThatThrownBy(() -> spec.with(setting, value))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1.0,2.0) | 1.0, 1.2.3, 1.999 | 0.9, 2.0, 2.0.0.beta, 2.1",
        "(1.0,2.0] | 1.0.1, 1.0.0.a, 2, 2.0.0 | 1, 1.0.0, 2.0.1",
        "[ 1.2 , 1.2 ] | 1.2, 1.2.0 | 1.2.1, 1.1",
        "1.2 | 1.2, 1.10, 7 | 1.1.9, 0",
        "any | 0, 1, 99.1.2.x |"
      })
  void aVersionRangeIsWrittenAsInOsgi(String range, String within, @Nullable String without) {
    VersionRange read = with("version", range).get(ListenerSettings.VERSION);
    assertThat(within.split(", ")).allMatch(version -> read.includes(Version.parse(version)));
    if (without != null) {
      assertThat(without.split(", ")).noneMatch(version -> read.includes(Version.parse(version)));
    }
    assertThat(VersionRange.of(read.toString())).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,2", "1,2", "[2,1]", "[1,1)", "(1,1]", "[a,b]", "1.x", "-1", "[1,]"})
  void whatIsNoVersionRangeIsRefused(String text) {
    assertThatThrownBy(() -> with("version", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("version = " + text + ": ");
  }

  @Test
  void severalValuesAreAList() {
    assertThat(
            ListenerSpec.of("a", Map.of("protocol", List.of("a", "b"), "address", "::1:80"))
                .protocol())
        .isEqualTo("a, b");
  }

  @Test
  void theDocumentedTableIsTheOneInTheCode() throws IOException {
    String table =
        ListenerSettings.all().stream()
            .map(ListenerSpecTest::row)
            .collect(
                Collectors.joining(
                    "\n",
                    "| setting | what it means | values | standard | a change applies to |\n"
                        + "| --- | --- | --- | --- | --- |\n",
                    "\n"));
    assertThat(Files.readString(Path.of("../docs/listeners.md"))).contains(table);
  }

  private static <T> String row(Setting<T> setting) {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            setting,
            setting.meaning(),
            setting.values(),
            setting
                .standard()
                .map(setting::write)
                .map(it -> it.isEmpty() ? "none" : it)
                .orElse("must be set"),
            setting.effect());
  }

  private static ListenerSpec with(String key, String value) {
    Map<String, Object> settings =
        new HashMap<>(Map.of("protocol", "echo", "address", "127.0.0.1:7007"));
    settings.put(key, value);
    return ListenerSpec.of("a", settings);
  }
}
