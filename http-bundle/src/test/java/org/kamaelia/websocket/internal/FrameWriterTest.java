package org.kamaelia.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.kamaelia.websocket.Message;

class FrameWriterTest {
  private static final int MOST = 1 << 20;
  private static final Deflate FORGETS = new Deflate(false, false);
  private static final Deflate KEEPS = new Deflate(true, true);

  private final Spares spares = new Spares();

  private FrameWriter server(@Nullable Deflate deflate) {
    return new FrameWriter(Side.SERVER, () -> 0, deflate, spares);
  }

  private static byte[] written(FrameWriter writer, Message... messages) {
    var bytes = new ByteArrayOutputStream();
    for (Message message : messages) {
      for (ByteBuffer part = writer.write(message); part != null; part = writer.rest()) {
        byte[] copy = new byte[part.remaining()];
        part.get(part.position(), copy);
        bytes.writeBytes(copy);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void aServersFrameIsAsSmallAsCanBe() {
    assertThat(written(server(null), new Message.Text("Hello")))
        .isEqualTo(new byte[] {(byte) 0x81, 5, 'H', 'e', 'l', 'l', 'o'});
    assertThat(written(server(null), new Message.Close(1000, "")))
        .isEqualTo(new byte[] {(byte) 0x88, 2, 3, (byte) 0xE8});
    assertThat(written(server(null), new Message.Binary(ByteBuffer.allocate(126))))
        .startsWith(0x82, 126, 0, 126)
        .hasSize(130);
    assertThat(written(server(null), new Message.Binary(ByteBuffer.allocate(65_536))))
        .startsWith(0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0)
        .hasSize(65_546);
  }

  @Test
  void aClientsFrameIsMaskedAsTheRfcShowsIt() {
    // RFC 6455, 5.7
    FrameWriter writer = new FrameWriter(Side.CLIENT, () -> 0x37fa213d, null, spares);
    assertThat(written(writer, new Message.Text("Hello")))
        .isEqualTo(
            new byte[] {
              (byte) 0x81,
              (byte) 0x85,
              0x37,
              (byte) 0xfa,
              0x21,
              0x3d,
              0x7f,
              (byte) 0x9f,
              0x4d,
              0x51,
              0x58
            });
  }

  @Test
  void whatIsLargeGoesFromWhereItIs() {
    ByteBuffer payload = ByteBuffer.allocateDirect(10_000);
    FrameWriter writer = server(null);
    assertThat(writer.write(new Message.Binary(payload)).remaining()).isEqualTo(4);
    assertThat(writer.rest()).isSameAs(payload);
    assertThat(writer.rest()).isNull();
  }

  @Test
  void whatAMessageHasIsNotChanged() {
    ByteBuffer payload = ByteBuffer.allocate(10_000).position(3).limit(9000);
    byte[] before = payload.array().clone();
    for (Side side : Side.values()) {
      for (Deflate deflate : Arrays.asList(null, FORGETS, KEEPS)) {
        var writer = new FrameWriter(side, () -> 0x01020304, deflate, spares);
        written(writer, new Message.Binary(payload.slice(0, 100)), new Message.Binary(payload));
        assertThat(payload.position()).isEqualTo(3);
        assertThat(payload.limit()).isEqualTo(9000);
        assertThat(payload.array()).isEqualTo(before);
      }
    }
  }

  @Test
  void whatIsWrittenIsReadAsItWas() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (Side side : Side.values()) {
      for (Deflate deflate : Arrays.asList(null, FORGETS, KEEPS)) {
        List<Message> messages = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          messages.add(message(random));
          expected.add(Wire.show(messages.getLast()));
        }
        var writer = new FrameWriter(side, random::nextInt, deflate, spares);
        byte[] bytes = written(writer, messages.toArray(Message[]::new));
        writer.close();
        Side other = side == Side.CLIENT ? Side.SERVER : Side.CLIENT;
        var reader = new FrameReader(other, deflate, spares, MOST);
        int[] ends = random.ints(50, 0, bytes.length).sorted().toArray();
        assertThat(Wire.read(reader, bytes, ends)).as("seed %d", seed).isEqualTo(expected);
      }
    }
  }

  /** Of any length, and more or less compressible. */
  private static Message message(Random random) {
    int length = random.nextInt(1 << random.nextInt(1, 17));
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    int spread = random.nextInt(1, 128);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ((bytes[i] & 0xFF) % spread);
    }
    return random.nextBoolean()
        ? new Message.Text(new String(bytes, StandardCharsets.US_ASCII) + "\u00e9")
        : new Message.Binary(ByteBuffer.wrap(bytes));
  }

  @Test
  void aShortMessageIsNotCompressedNorOneThatDoesNotGetShorter() {
    assertThat(written(server(FORGETS), new Message.Text("a".repeat(63)))[0])
        .isEqualTo((byte) 0x81);
    assertThat(written(server(FORGETS), new Message.Text("a".repeat(64)))[0])
        .isEqualTo((byte) 0xC1);
    byte[] noise = new byte[1000];
    new Random(1).nextBytes(noise);
    assertThat(written(server(FORGETS), new Message.Binary(ByteBuffer.wrap(noise)))[0])
        .isEqualTo((byte) 0x82);
  }
}
