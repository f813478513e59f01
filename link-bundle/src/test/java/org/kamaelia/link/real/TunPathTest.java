package org.kamaelia.link.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.link.DropTail;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.link.Loss;

/** Real programs in two network namespaces; skipped where they cannot be made. */
@Timeout(120)
class TunPathTest {
  private static final String DEVICE_1 = "kamt1";
  private static final String DEVICE_2 = "kamt2";
  private static final LinkSpec DELAY = LinkSpec.ideal().withDelay(Duration.ofMillis(25));

  @Test
  void pingTakesTwiceTheDelayAndLosesWhatTheListSays() throws Exception {
    Namespaces.assumePossible("ip", "ping");
    try (TunPath path =
            TunPath.open(DEVICE_1, DEVICE_2, DELAY.withLoss(Loss.packets(4)), DELAY, 1);
        Namespaces spaces = new Namespaces().with(DEVICE_1, DEVICE_2)) {
      String ping =
          spaces.inFirst(
              "ping", "-q", "-n", "-c", "10", "-i", "0.1", "-W", "2", Namespaces.ADDRESS_2);
      Matcher times =
          Pattern.compile("([0-9]+) received.*rtt min/avg/max/mdev = ([0-9.]+)/", Pattern.DOTALL)
              .matcher(ping);
      assertThat(times.find()).as(ping).isTrue();
      assertThat(path.forward().lost()).isEqualTo(1);
      assertThat(Double.parseDouble(times.group(2))).as(ping).isBetween(50.0, 70.0);
    }
  }

  @Test
  void aDeviceThatIsNoMoreTakesPacketsQuietly() throws Exception {
    Namespaces.assumePossible("ip");
    TunDevice device = TunDevice.open(DEVICE_1);
    try {
      // as a namespace does with its devices when it goes
      Namespaces.run("ip", "link", "delete", DEVICE_1);
      IpPacket packet =
          new IpPacket(
              new byte[] {0x45, 0, 0, 20, 0, 0, 0, 0, 64, 1, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2});
      assertThatCode(() -> device.write(packet)).doesNotThrowAnyException();
      assertThat(device.read()).isNull();
    } finally {
      device.close();
    }
  }

  @Test
  void curlFetchesAFileThroughALossyPath(@TempDir Path folder) throws Exception {
    Namespaces.assumePossible("ip", "curl");
    byte[] content = new byte[300_000];
    new Random(2).nextBytes(content);
    Files.write(folder.resolve("file"), content);
    LinkSpec lossy =
        DELAY.withRate(20_000_000).withQueue(DropTail.packets(50)).withLoss(0.01).withMtu(1500);
    try (TunPath path = TunPath.open(DEVICE_1, DEVICE_2, lossy, lossy, 3);
        Namespaces spaces = new Namespaces().with(DEVICE_1, DEVICE_2)) {
      Process server =
          spaces.startInSecond(
              Path.of(System.getProperty("java.home"), "bin", "jwebserver").toString(),
              "-b",
              Namespaces.ADDRESS_2,
              "-p",
              "8080",
              "-d",
              folder.toString());
      try {
        awaitOutput(server);
        String times =
            spaces.inFirst(
                "curl",
                "-sS",
                "-o",
                folder.resolve("fetched").toString(),
                "-w",
                "%{http_code} %{time_connect}",
                "http://" + Namespaces.ADDRESS_2 + ":8080/file");
        assertThat(times).startsWith("200 ");
        assertThat(Double.parseDouble(times.split(" ")[1])).isGreaterThanOrEqualTo(0.05);
        assertThat(folder.resolve("fetched")).hasBinaryContent(content);
        assertThat(path.back().inBytes()).isGreaterThan(content.length);
      } finally {
        server.destroyForcibly();
      }
    }
  }

  /** The rate less the headers is 9.65 Mbit/s. */
  @Test
  void bulkTransferFillsTheRate() throws Exception {
    Namespaces.assumePossible("ip", "iperf3");
    LinkSpec link =
        LinkSpec.ideal()
            .withRate(10_000_000)
            .withDelay(Duration.ofMillis(10))
            .withQueue(DropTail.packets(50));
    try (TunPath path = TunPath.open(DEVICE_1, DEVICE_2, link, link, 4);
        Namespaces spaces = new Namespaces().with(DEVICE_1, DEVICE_2)) {
      Process server = spaces.startInSecond("iperf3", "-s", "-1", "--forceflush");
      try {
        awaitOutput(server);
        String result =
            spaces.inFirst(
                "iperf3",
                "-c",
                Namespaces.ADDRESS_2,
                "-C",
                "reno",
                "-t",
                "6",
                "-O",
                "1",
                "-f",
                "k");
        Matcher received = Pattern.compile("([0-9]+) Kbits/sec +receiver").matcher(result);
        assertThat(received.find()).as(result).isTrue();
        System.out.println(
            "iperf3: %s kbit/s, late by %d us at most"
                .formatted(received.group(1), path.mostLate() / 1000));
        // it cannot be more; on a machine that has other things to do it is less
        assertThat(Integer.parseInt(received.group(1))).as(result).isBetween(2000, 9700);
      } finally {
        server.destroyForcibly();
      }
    }
  }

  /** It says when it serves. */
  private static void awaitOutput(Process server) throws IOException {
    byte[] line = new byte[256];
    int length = server.getInputStream().read(line);
    assertThat(length).isPositive();
  }

  @Test
  void aPathWhoseDevicesAreGoneCanStillBeAskedAndClosed() throws Exception {
    Namespaces.assumePossible("ip");
    try (TunPath path = TunPath.open(DEVICE_1, DEVICE_2, DELAY, DELAY, 1)) {
      Namespaces.run("ip", "link", "delete", DEVICE_1);
      Namespaces.run("ip", "link", "delete", DEVICE_2);
      assertThat(path.forward().in()).isZero();
      assertThat(path.back().in()).isZero();
    }
  }

  @Test
  void whatCannotBeMadeIsSaid() throws Exception {
    assertThatThrownBy(() -> TunPath.open("a-name-that-is-too-long", "b", DELAY, DELAY, 1))
        .hasMessageContaining("a-name-that-is-too-long");
    Namespaces.assumePossible("ip");
    try (TunPath path = TunPath.open(DEVICE_1, DEVICE_2, DELAY, DELAY, 1)) {
      assertThat(path.back().in()).isZero();
      assertThatThrownBy(() -> TunPath.open(DEVICE_1, DEVICE_2, DELAY, DELAY, 1))
          .hasMessage("TUN device kamt1: Device or resource busy");
    }
  }
}
