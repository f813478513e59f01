package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.net.Network;

class AdmissionTest {

  @ParameterizedTest
  @CsvSource({
    // no list, either list, both
    "192.0.2.1,'','',true",
    "192.0.2.1,192.0.2.0/24,'',true",
    "192.0.3.1,192.0.2.0/24,'',false",
    "192.0.2.1,'',192.0.2.0/24,false",
    "192.0.3.1,'',192.0.2.0/24,true",
    // the smaller network decides, and of equal ones the one that denies
    "192.0.2.1,192.0.2.0/24,192.0.0.0/16,true",
    "192.0.2.1,192.0.0.0/16,192.0.2.0/24,false",
    "192.0.2.1,192.0.2.0/24,192.0.2.0/24,false",
    "192.0.2.1,192.0.2.1,192.0.2.0/24,true",
    "192.0.3.1,0.0.0.0/0,192.0.2.0/24,true",
    // IPv4 and IPv6 are two worlds; mapped addresses are IPv4
    "192.0.2.1,::/0,'',false",
    "2001:db8::1,0.0.0.0/0,'',false",
    "2001:db8::1,2001:db8::/32,'',true",
    "2001:db9::1,2001:db8::/32,'',false",
    "192.0.2.1,::ffff:192.0.2.0/120,'',true",
    "::ffff:192.0.2.1,192.0.2.0/24,'',true",
    "2001:db8:0:1::1,2001:db8::/63,2001:db8::/64,true",
    "2001:db8::1,2001:db8::/63,2001:db8::/64,false",
  })
  void theSmallestNetworkThatHasTheAddressDecides(
      String address, String allow, String deny, boolean allowed) {
    var peer = new InetSocketAddress(InetAddress.ofLiteral(address), 1);
    assertThat(Admission.isAllowed(peer, networks(allow), networks(deny))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/8", "192.0.2.7", "0.0.0.0/0", "2001:db8:0:0:0:0:0:0/32", "unix"})
  void aNetworkIsShownAsItIsWritten(String text) {
    assertThat(Network.of(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1/8,10.0.0.1/8 is not a network such as 10.0.0.0/8 or 2001:db8::/32: has bits set",
    "10.0.0.0/33,its prefix is not 0 to 32",
    "2001:db8::/129,its prefix is not 0 to 128",
    "::ffff:10.0.0.0/8,has bits set beyond its prefix",
    "10.0.0.0/x,its prefix is not 0 to 32",
    "10.0.0.0/,its prefix is not 0 to 32",
    "localhost,localhost is not a network",
    "10.0.0,10.0.0 is not a network",
    "/8,/8 is not a network",
  })
  void whatIsNoNetworkIsSaidSo(String text, String message) {
    assertThatThrownBy(() -> Network.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static List<Network> networks(String texts) {
    return Arrays.stream(texts.split(","))
        .filter(each -> !each.isEmpty())
        .map(Network::of)
        .toList();
  }
}
