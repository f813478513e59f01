package org.kamaelia.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngTest {
  private static final long TIME = 1_790_000_000_123_456_789L;

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var writer = new PcapngWriter(out, "a test", "seed 7")) {
      int first = writer.add(PcapngWriter.RAW, "uplink", "");
      int second = writer.add(1, "downlink", "10 Mbit/s");
      for (int length = 0; length < 9; length++) {
        writer.write(
            length % 2 == 0 ? first : second, TIME + length, Direction.IN, new byte[length], "");
      }
      writer.write(second, TIME, Direction.OUT, new byte[100_000], "largest, ä");
      writer.write(first, TIME, Direction.UNKNOWN, new byte[1], "x".repeat(100_000));
      writer.counted(first, TIME, 10, 2);
    }
    List<Packet> packets = read(out.toByteArray());
    assertThat(packets).hasSize(11);
    for (int i = 0; i < 9; i++) {
      assertThat(packets.get(i).bytes()).hasSize(i);
      assertThat(packets.get(i).time()).isEqualTo(TIME + i);
      assertThat(packets.get(i).link()).isEqualTo(i % 2);
      assertThat(packets.get(i).direction()).isEqualTo(Direction.IN);
    }
    assertThat(packets.get(9).linkType()).isEqualTo(1);
    assertThat(packets.get(9).direction()).isEqualTo(Direction.OUT);
    assertThat(packets.get(9).comments()).containsExactly("largest, ä");
    assertThat(packets.get(10).direction()).isEqualTo(Direction.UNKNOWN);
    assertThat(packets.get(10).comments().getFirst()).hasSize(0xFFFC);
  }

  @Test
  void tsharkReadsTheNamesTimesDirectionsAndComments() throws Exception {
    Path file = folder.resolve("x.pcapng");
    try (var writer = new PcapngWriter(Files.newOutputStream(file), "a test", "seed 7")) {
      int link = writer.add(PcapngWriter.RAW, "uplink", "a link");
      writer.write(link, TIME, Direction.OUT, new byte[] {0x45}, "the first");
    }
    String fields =
        Tshark.read(
            file,
            "-T",
            "fields",
            "-e",
            "frame.time_epoch",
            "-e",
            "frame.interface_name",
            "-e",
            "frame.packet_flags_direction",
            "-e",
            "frame.comment");
    assertThat(fields).isEqualTo("1790000000.123456789\tuplink\t0x00000002\tthe first\n");
  }

  @Test
  void otherByteOrdersUnitsAndSectionsAreReadToo() throws IOException {
    ByteBuffer file = ByteBuffer.allocate(512).order(ByteOrder.BIG_ENDIAN);
    section(file);
    // microseconds, as nothing is said
    block(file, 1, ByteBuffer.allocate(8).putShort((short) 101).putShort((short) 0).putInt(0));
    packet(file, 1_000_001);
    // in another byte order, with units of 2^-20 seconds from ten seconds on
    file.order(ByteOrder.LITTLE_ENDIAN);
    section(file);
    ByteBuffer units = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    units.putShort((short) 1).putShort((short) 0).putInt(0);
    units.putShort((short) 9).putShort((short) 1).putInt(0x80 | 20);
    units.putShort((short) 14).putShort((short) 8).putLong(10).putInt(0);
    block(file, 1, units);
    // a block that nobody knows
    block(file, 0x0BAD, ByteBuffer.allocate(4));
    packet(file, 3 << 19);
    List<Packet> packets = read(Arrays.copyOf(file.array(), file.position()));
    assertThat(packets).extracting(Packet::time).containsExactly(1_000_001_000L, 11_500_000_000L);
    assertThat(packets).extracting(Packet::linkType).containsExactly(101, 1);
  }

  private static void section(ByteBuffer file) {
    ByteBuffer body = ByteBuffer.allocate(16).order(file.order());
    body.putInt(PcapngWriter.MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
    block(file, PcapngWriter.SECTION, body);
  }

  private static void packet(ByteBuffer file, int time) {
    ByteBuffer body = ByteBuffer.allocate(24).order(file.order());
    body.putInt(0).putInt(0).putInt(time).putInt(3).putInt(3).put(new byte[] {1, 2, 3});
    block(file, PcapngWriter.PACKET, body);
  }

  private static void block(ByteBuffer file, int type, ByteBuffer body) {
    int length = 12 + body.capacity();
    file.putInt(type).putInt(length).put(body.clear()).putInt(length);
  }

  @Test
  void whatIsWrongIsSaidWithItsPlace() throws IOException {
    assertThatThrownBy(() -> read(new byte[0])).hasMessage("this is no pcapng file, at byte 0");
    assertThatThrownBy(
            () -> read("GET / HTTP/1.1\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(CaptureException.class)
        .hasMessage("this is no pcapng file, at byte 0");
    byte[] good = good();
    assertThatThrownBy(() -> read(Arrays.copyOf(good, good.length - 1)))
        .hasMessageContaining("the file ends within a block, at byte ");
    int first = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    byte[] long1 = good.clone();
    ByteBuffer.wrap(long1).order(ByteOrder.LITTLE_ENDIAN).putInt(first + 4, 0x7FFF_FFFC);
    assertThatThrownBy(() -> read(long1))
        .hasMessage("a block cannot have 2147483644 bytes, at byte " + first);
    byte[] other = good.clone();
    other[first - 4]++;
    assertThatThrownBy(() -> read(other)).hasMessageContaining("bytes at its beginning, and");
  }

  /** Whatever is cut off or changed, it is read or refused; nothing else happens. */
  @Test
  void eachByteMayBeWrong() throws IOException {
    byte[] good = good();
    for (int i = 0; i < good.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] wrong = good.clone();
        wrong[i] ^= (byte) (1 << bit);
        readOrRefuse(wrong);
      }
      readOrRefuse(Arrays.copyOf(good, i));
    }
  }

  static void readOrRefuse(byte[] file) throws IOException {
    try {
      read(file);
    } catch (CaptureException e) {
      assertThat(e.offset()).isBetween(0L, (long) file.length);
    }
  }

  private static byte[] good() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var writer = new PcapngWriter(out, "a test", "seed 7")) {
      int link = writer.add(PcapngWriter.RAW, "uplink", "");
      writer.write(link, TIME, Direction.IN, new byte[] {1, 2, 3}, "three");
      writer.counted(link, TIME, 10, 2);
    }
    return out.toByteArray();
  }

  static List<Packet> read(byte[] file) throws IOException {
    List<Packet> packets = new ArrayList<>();
    try (var reader = new PcapngReader(new ByteArrayInputStream(file))) {
      for (Packet packet = reader.next(); packet != null; packet = reader.next()) {
        packets.add(packet);
      }
    }
    return packets;
  }
}
