package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.net.ListenerSpec;

class ListenerSpecTest {

  @Test
  void aConfigurationNeedsProtocolAndAddressAndTheRestHasDefaults() {
    assertThat(
            ListenerSpec.of(
                "a", Map.of("protocol", "echo", "address", "127.0.0.1:7007", "service.pid", "x")))
        .isEqualTo(ListenerSpec.of("a", "echo", "127.0.0.1", 7007));
  }

  @Test
  void settingsAsAConfigurationGiveTheSameSettings() {
    var spec =
        new ListenerSpec(
            "a", "echo", "::1", 80, 5, Duration.ofMillis(1500), Duration.ofMinutes(2), 7);
    assertThat(ListenerSpec.of("a", spec.properties())).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "250ms,250", "30s,30000", "5m,300000", "1h,3600000", "2 s,2000"})
  void durationsAreWrittenWithTheirUnit(String written, long millis) {
    assertThat(with("idleTimeout", written).idleTimeout()).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({
    "idleTimeout,ten,idleTimeout = ten",
    "idleTimeout,10,idleTimeout = 10 is not a duration",
    "idleTimeout,-1s,idleTimeout = -1s",
    "idleTimeout,99999999999s,idleTimeout = 99999999999s",
    "finishWithin,s,finishWithin = s",
    "maxConnections,many,maxConnections = many",
    "maxConnections,0,maxConnections = 0",
    "backlog,0,backlog = 0",
    "address,7007,address = 7007 is not host:port",
    "address,localhost:http,address = http is not a number",
    "address,localhost:70000,port = 70000",
    "address,:80,host =",
    "protocol,'',a listener needs protocol",
    "adress,localhost:1,no setting adress",
  })
  void aWrongSettingIsNamedWithItsValue(String key, String value, String message) {
    assertThatThrownBy(() -> with(key, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static ListenerSpec with(String key, String value) {
    Map<String, Object> settings =
        new HashMap<>(Map.of("protocol", "echo", "address", "127.0.0.1:7007"));
    settings.put(key, value);
    return ListenerSpec.of("a", settings);
  }
}
