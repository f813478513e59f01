package org.kamaelia.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private Instant now = Instant.EPOCH;
  private final Failures failures = new Failures(() -> now);

  @Test
  void tooManyKeepTheAddressOutForAWhile() throws Exception {
    InetAddress bad = InetAddress.getByName("192.0.2.7");
    for (int i = 1; i < Failures.MOST; i++) {
      assertThat(failures.count(bad)).isFalse();
    }
    assertThat(failures.keepsOut(bad)).isFalse();
    assertThat(failures.count(bad)).isTrue();
    assertThat(failures.keepsOut(bad)).isTrue();
    assertThat(failures.keepsOut(InetAddress.getByName("192.0.2.8"))).isFalse();
    now = now.plus(Failures.WITHIN);
    assertThat(failures.keepsOut(bad)).isFalse();
    assertThat(failures.count(bad)).isFalse();
  }

  @Test
  void anIpv6HostIsItsNetwork() throws Exception {
    for (int i = 0; i < Failures.MOST; i++) {
      failures.count(InetAddress.getByName("2001:db8::" + i));
    }
    assertThat(failures.keepsOut(InetAddress.getByName("2001:db8::ffff"))).isTrue();
    assertThat(failures.keepsOut(InetAddress.getByName("2001:db8:0:1::1"))).isFalse();
  }

  @Test
  void whoeverComesFromEverywhereFillsNoMemory() throws Exception {
    InetAddress first = address(0);
    for (int i = 0; i < Failures.MOST; i++) {
      failures.count(first);
    }
    for (int i = 1; i < Failures.ADDRESSES; i++) {
      failures.count(address(i));
    }
    assertThat(failures.keepsOut(first)).isTrue();
    failures.count(address(Failures.ADDRESSES));
    assertThat(failures.keepsOut(first)).isFalse();
  }

  private static InetAddress address(int number) throws UnknownHostException {
    return InetAddress.getByName("10.0.%d.%d".formatted(number / 256, number % 256));
  }
}
