package org.kamaelia.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.kamaelia.websocket.Message;

/** Frames, by the sections of the Autobahn test suite where it has them. */
class FrameReaderTest {
  private static final int MOST = 100_000;
  private static final Deflate KEEPS = new Deflate(true, true);
  private static final Deflate FORGETS = new Deflate(false, false);

  private final Spares spares = new Spares();

  private FrameReader server() {
    return new FrameReader(Side.SERVER, null, spares, MOST);
  }

  private List<String> read(Wire wire) {
    return Wire.read(server(), wire.bytes());
  }

  private static void assertWrong(List<String> seen, int code, String reason) {
    assertThat(seen.getLast()).startsWith(code + " ").contains(reason);
  }

  @Test
  void section1MessagesOfAllLengths() {
    for (int length : new int[] {0, 1, 125, 126, 127, 128, 65_535, 65_536, MOST}) {
      String payload = "*".repeat(length);
      assertThat(read(Wire.client().frame(0x81, payload))).containsExactly("text " + payload);
      assertThat(read(Wire.client().frame(0x82, payload))).containsExactly("binary " + payload);
    }
  }

  @Test
  void section2PingsOfAllLengthsAndPongsThatNobodyAskedFor() {
    for (int length : new int[] {0, 5, 125}) {
      String payload = "\u00ff".repeat(length);
      byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
      assertThat(read(Wire.client().frame(0x89, bytes))).containsExactly("ping " + payload);
    }
    assertThat(read(Wire.client().frame(0x8A, "x").frame(0x81, "y"))).containsExactly("text y");
    assertWrong(read(Wire.client().frame(0x89, new byte[126])), 1002, "longer than 125");
  }

  @Test
  void section3ReservedBitsAreRefusedAtTheFirstByte() {
    for (int bits = 1; bits < 8; bits++) {
      for (int opcode : new int[] {1, 2, 8, 9, 10}) {
        assertWrong(read(Wire.client().raw(0x80 | bits << 4 | opcode)), 1002, "reserved bit");
      }
      assertWrong(read(Wire.client().frame(0x01, "a").raw(0x80 | bits << 4)), 1002, "reserved bit");
    }
  }

  @Test
  void section4ReservedOpcodesAreRefusedAtTheFirstByte() {
    for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
      List<String> seen = read(Wire.client().frame(0x81, "Hello").raw(0x80 | opcode));
      assertThat(seen.getFirst()).isEqualTo("text Hello");
      assertWrong(seen, 1002, "opcode " + opcode);
    }
  }

  @Test
  void section5FragmentsMayHaveControlFramesBetweenThem() {
    assertThat(
            read(
                Wire.client()
                    .frame(0x01, "one ")
                    .frame(0x89, "p")
                    .frame(0x00, "two ")
                    .frame(0x8A, "")
                    .frame(0x00, "")
                    .frame(0x80, "three")
                    .frame(0x82, "next")))
        .containsExactly("ping p", "text one two three", "binary next");
  }

  @Test
  void section5WhatIsFragmentedWrongIsRefused() {
    assertWrong(read(Wire.client().raw(0x09)), 1002, "control frame is fragmented");
    assertWrong(read(Wire.client().raw(0x0A)), 1002, "control frame is fragmented");
    assertWrong(read(Wire.client().raw(0x08)), 1002, "control frame is fragmented");
    assertWrong(read(Wire.client().raw(0x80)), 1002, "continues nothing");
    assertWrong(read(Wire.client().raw(0x00)), 1002, "continues nothing");
    assertWrong(read(Wire.client().frame(0x81, "a").raw(0x80)), 1002, "continues nothing");
    assertWrong(read(Wire.client().frame(0x01, "a").raw(0x81)), 1002, "within another");
    assertWrong(read(Wire.client().frame(0x01, "a").raw(0x02)), 1002, "within another");
  }

  @Test
  void section6TextIsUtf8AcrossFragmentsAndPieces() {
    String text =
        "\u03ba\u1f79\u03c3\u03bc\u03b5 \ud83d\ude00 \uffff \u0000 \ud800\udc00 \udbff\udfff";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(read(Wire.client().frame(0x81, bytes))).containsExactly("text " + text);
    Wire each = Wire.client().frame(0x01, "");
    for (byte b : bytes) {
      each.frame(0x00, new byte[] {b});
    }
    assertThat(read(each.frame(0x80, ""))).containsExactly("text " + text);
  }

  @Test
  void section6WhatIsNoUtf8IsRefusedAtTheFirstWrongByte() {
    int[][] wrong = {
      {0x80},
      {0xBF},
      {0xC0},
      {0xC1},
      {0xF5},
      {0xFE},
      {0xFF}, // no first byte
      {0xC3, 0x28},
      {0xE2, 0x28},
      {0xE2, 0x82, 0x28},
      {0xF0, 0x28},
      {0xF0, 0x90, 0x28},
      {0xF0, 0x90, 0x80, 0x28}, // a later byte that is none
      {0xE0, 0x9F},
      {0xF0, 0x8F}, // too long a form
      {0xED, 0xA0},
      {0xED, 0xBF}, // halves of pairs
      {0xF4, 0x90} // beyond Unicode
    };
    for (int[] bytes : wrong) {
      byte[] payload = new byte[bytes.length + 20];
      Arrays.fill(payload, (byte) 'a');
      for (int i = 0; i < bytes.length; i++) {
        payload[10 + i] = (byte) bytes[i];
      }
      // Not a byte more than up to the wrong one, of a message that would be longer by far.
      byte[] whole = Wire.client().frame(0x01, Arrays.copyOf(payload, 100)).bytes();
      int toWrong = 2 + 4 + 10 + bytes.length;
      assertWrong(Wire.read(server(), Arrays.copyOf(whole, toWrong)), 1007, "no UTF-8");
      assertThat(Wire.read(server(), Arrays.copyOf(whole, toWrong - 1))).isEmpty();
    }
    assertWrong(
        read(Wire.client().frame(0x81, new byte[] {(byte) 0xE2})), 1007, "within a character");
    assertWrong(
        read(Wire.client().frame(0x01, new byte[] {(byte) 0xE2}).frame(0x80, "")),
        1007,
        "within a character");
  }

  @Test
  void section7ClosesHaveACodeThatMayBeAndAReasonInUtf8() {
    for (int code :
        new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}) {
      assertThat(read(Wire.client().frame(0x88, close(code, "why"))))
          .containsExactly("close " + code + " why");
    }
    for (int code :
        new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535}) {
      assertWrong(read(Wire.client().frame(0x88, close(code, ""))), 1002, "the code " + code);
    }
    assertThat(read(Wire.client().frame(0x88, "").frame(0x81, "late")))
        .containsExactly("close 1005 ");
    assertWrong(read(Wire.client().frame(0x88, "x")), 1002, "half a code");
    assertWrong(
        read(Wire.client().frame(0x88, new byte[] {3, (byte) 0xE8, (byte) 0xFF})),
        1007,
        "no UTF-8");
    assertThat(read(Wire.client().frame(0x88, close(1000, "a".repeat(123))))).hasSize(1);
    assertWrong(read(Wire.client().frame(0x88, new byte[126])), 1002, "longer than 125");
  }

  private static byte[] close(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array();
  }

  @Test
  void section9WhatIsTooLongIsRefusedWhenItIsAnnounced() {
    assertWrong(read(Wire.client().header(0x82, MOST + 1, 8)), 1009, "too long");
    assertWrong(read(Wire.client().header(0x82, Long.MAX_VALUE, 8)), 1009, "too long");
    assertWrong(
        read(Wire.client().frame(0x02, new byte[MOST - 10]).header(0x00, 11, 0)), 1009, "too long");
    assertThat(read(Wire.client().frame(0x02, new byte[MOST - 10]).header(0x80, 10, 0))).isEmpty();
    assertWrong(read(Wire.client().raw(0x82, 0xFF, 0x80)), 1002, "highest bit");
  }

  @Test
  void lengthsAreInTheirShortestForm() {
    assertWrong(read(Wire.client().frame(0x82, new byte[125], 2)), 1002, "shortest form");
    assertWrong(read(Wire.client().frame(0x82, new byte[125], 8)), 1002, "shortest form");
    assertWrong(read(Wire.client().frame(0x82, new byte[65535], 8)), 1002, "shortest form");
  }

  @Test
  void aServerRefusesWhatIsNotMaskedAndAClientWhatIs() {
    assertWrong(read(Wire.server().frame(0x81, "a")), 1002, "not masked");
    var client = new FrameReader(Side.CLIENT, null, spares, MOST);
    assertWrong(Wire.read(client, Wire.client().frame(0x81, "a").bytes()), 1002, "is masked");
    client = new FrameReader(Side.CLIENT, null, spares, MOST);
    assertThat(Wire.read(client, Wire.server().frame(0x81, "a").bytes())).containsExactly("text a");
  }

  @Test
  void section12CompressedMessagesAreExpandedFragmentedOrNot() {
    String text = "{\"key\": \"value\", \"key2\": \"value2\"}".repeat(50);
    byte[] payload = deflated(new Deflater(9, true), text.getBytes(StandardCharsets.UTF_8));
    assertThat(payload).hasSizeLessThan(text.length() / 10);
    Wire wire =
        Wire.client()
            .frame(0xC1, payload)
            .frame(0x41, Arrays.copyOf(payload, 10))
            .frame(0x89, "p")
            .frame(0x80, Arrays.copyOfRange(payload, 10, payload.length))
            .frame(0x81, "plain")
            .frame(0xC1, new byte[1]);
    assertThat(Wire.read(new FrameReader(Side.SERVER, FORGETS, spares, MOST), wire.bytes()))
        .containsExactly("text " + text, "ping p", "text " + text, "text plain", "text ");
  }

  @Test
  void section13AMessageMayBuildOnThoseBeforeItIfThatIsAgreedOn() {
    Deflater one = new Deflater(9, true);
    byte[] text = "take over, take over, the same again and again".getBytes(StandardCharsets.UTF_8);
    byte[] first = deflated(one, text);
    byte[] second = deflated(one, text);
    assertThat(second).hasSizeLessThan(first.length / 2);
    Wire wire = Wire.client().frame(0xC1, first).frame(0xC1, second);
    assertThat(Wire.read(new FrameReader(Side.SERVER, KEEPS, spares, MOST), wire.bytes()))
        .hasSize(2)
        .containsOnly("text " + new String(text, StandardCharsets.UTF_8));
    assertWrong(
        Wire.read(new FrameReader(Side.SERVER, FORGETS, spares, MOST), wire.bytes()),
        1007,
        "cannot be inflated");
  }

  @Test
  void section13TheExamplesOfTheRfcAreExpanded() {
    // Made by zlib with a window of 2^9 bytes, which the JDK cannot be told to: "Hello" (RFC 7692,
    // 7.2.3).
    byte[][] examples = {
      {(byte) 0xf2, 0x48, (byte) 0xcd, (byte) 0xc9, (byte) 0xc9, 0x07, 0x00},
      {0x00, 0x05, 0x00, (byte) 0xfa, (byte) 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00},
      {(byte) 0xf3, 0x48, (byte) 0xcd, (byte) 0xc9, (byte) 0xc9, 0x07, 0x00, 0x00},
      {
        (byte) 0xf2,
        0x48,
        0x05,
        0x00,
        0x00,
        0x00,
        (byte) 0xff,
        (byte) 0xff,
        (byte) 0xca,
        (byte) 0xc9,
        (byte) 0xc9,
        0x07,
        0x00
      }
    };
    for (byte[] example : examples) {
      Wire twice = Wire.client().frame(0xC1, example).frame(0xC1, example);
      assertThat(Wire.read(new FrameReader(Side.SERVER, KEEPS, spares, MOST), twice.bytes()))
          .containsExactly("text Hello", "text Hello");
    }
    Wire built =
        Wire.client().frame(0xC1, examples[0]).raw(0xC1, 0x85, 0, 0, 0, 0, 0xf2, 0, 0x11, 0, 0);
    assertThat(Wire.read(new FrameReader(Side.SERVER, KEEPS, spares, MOST), built.bytes()))
        .containsExactly("text Hello", "text Hello");
  }

  @Test
  void section13AWindowThatIsSmallerIsExpandedAsWell() {
    // Made by zlib with a window of 2^9 bytes, which the JDK cannot be told to.
    byte[] payload =
        HexFormat.of()
            .parseHex(
                "d4cf675603211406d0ad7c1a357613ac604f31f6de0b2a028a1a9e0afaceecde55cc8fd9"
                    + "c03de772889618e421b48429b24b0a1818ac0d0d8fd447c7c62726a7a6671a4d313b37bf"
                    + "b0b824d5f2caeadafac666abdde96ef5b67776f7f60f0e8f8e4f4ecfce2f2eafae6f6eef"
                    + "ee1ff4e3d3b379b1cebfbe85f78fcf7ea4afef9f947fffb86a2e876889411e424b9822bb"
                    + "a450b544592e876889411e424b9822bba450b544592e876889411e424b9822bba450b544"
                    + "59ee3f00");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      text.append("window of 2^9 bytes: ");
      for (int c = 0; c < 3 * 88; c++) {
        text.append((char) (' ' + c % 88));
      }
    }
    Wire wire = Wire.client().frame(0xC1, payload);
    assertThat(Wire.read(new FrameReader(Side.SERVER, FORGETS, spares, MOST), wire.bytes()))
        .containsExactly("text " + text);
  }

  @Test
  void onlyTheFirstFrameOfAMessageSaysThatItIsCompressed() {
    Wire wire = Wire.client().frame(0x41, "").raw(0xC0);
    assertWrong(
        Wire.read(new FrameReader(Side.SERVER, KEEPS, spares, MOST), wire.bytes()),
        1002,
        "in a continuation");
    assertWrong(
        Wire.read(
            new FrameReader(Side.SERVER, KEEPS, spares, MOST), Wire.client().raw(0xC9).bytes()),
        1002,
        "in a control frame");
  }

  @Test
  void aMessageThatExpandsBeyondTheLimitIsRefusedWhileItDoes() {
    Deflater deflater = new Deflater(9, true);
    assertWrong(expanded(deflated(deflater, new byte[50 << 20])), 1009, "too long");
    assertThat(expanded(deflated(new Deflater(9, true), new byte[MOST]))).hasSize(1);
    assertWrong(expanded(deflated(new Deflater(9, true), new byte[MOST + 1])), 1009, "too long");
    // Blocks that are empty, without end: they count as what they are.
    byte[] empty = new byte[MOST * 2];
    for (int i = 0; i + 5 <= empty.length; i += 5) {
      empty[i + 3] = empty[i + 4] = (byte) 0xFF;
    }
    assertWrong(expanded(empty), 1009, "too long");
  }

  private List<String> expanded(byte[] payload) {
    Wire wire = Wire.client().frame(0xC2, payload);
    return Wire.read(new FrameReader(Side.SERVER, KEEPS, spares, MOST), wire.bytes());
  }

  @Test
  void whatDoesNotCompressMayBeALittleLongerOnTheWire() {
    byte[] noise = new byte[MOST];
    new Random(1).nextBytes(noise);
    byte[] stored = deflated(new Deflater(0, true), noise);
    assertThat(stored).hasSizeGreaterThan(MOST);
    assertThat(expanded(stored)).hasSize(1);
  }

  /** As a sender compresses, without what is left out at the end. */
  static byte[] deflated(Deflater deflater, byte[] bytes) {
    deflater.setInput(bytes);
    byte[] out = new byte[bytes.length + bytes.length / 1000 + 100];
    int count = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    return Arrays.copyOf(out, count - 4);
  }

  @Test
  void eachSplitOfTheBytesGivesTheSame() {
    Deflater one = new Deflater(9, true);
    byte[] text =
        "Gr\u00fc\u00dfe aus M\u00fcnchen, wieder und wieder".getBytes(StandardCharsets.UTF_8);
    byte[] once = deflated(one, text);
    byte[] again = deflated(one, text);
    byte[] bytes =
        Wire.client()
            .frame(0x81, text)
            .frame(0x01, Arrays.copyOf(text, 3))
            .frame(0x89, "ping")
            .frame(0x80, Arrays.copyOfRange(text, 3, text.length))
            .frame(0xC1, once)
            .frame(0x82, new byte[130])
            .frame(0x42, Arrays.copyOf(again, 4))
            .frame(0x8A, "")
            .frame(0x00, "")
            .frame(0x80, Arrays.copyOfRange(again, 4, again.length))
            .frame(0x88, close(1000, "\u00e4"))
            .frame(0x81, "late")
            .bytes();
    List<String> whole = Wire.read(new FrameReader(Side.SERVER, KEEPS, spares, MOST), bytes);
    assertThat(whole).hasSize(7).last().isEqualTo("close 1000 \u00e4");
    for (int i = 0; i <= bytes.length; i++) {
      for (int j = i; j <= bytes.length; j += 1 + (j - i) / 8) {
        assertThat(Wire.read(new FrameReader(Side.SERVER, KEEPS, spares, MOST), bytes, i, j))
            .as("split at %d and %d", i, j)
            .isEqualTo(whole);
      }
    }
    int[] each = new int[bytes.length];
    Arrays.setAll(each, i -> i);
    assertThat(Wire.read(new FrameReader(Side.SERVER, KEEPS, spares, MOST), bytes, each))
        .isEqualTo(whole);
  }

  @Test
  void aMessageInOnePieceIsNotCopiedUnlessItIsASmallPartOfIt() throws Violation {
    ByteBuffer piece = ByteBuffer.wrap(Wire.client().frame(0x82, new byte[1000]).bytes());
    List<Message> seen = new java.util.ArrayList<>();
    server().read(piece, taker(seen));
    assertThat(((Message.Binary) seen.getFirst()).bytes().array()).isSameAs(piece.array());
    piece =
        ByteBuffer.wrap(
            Wire.client().frame(0x82, new byte[10]).frame(0x82, new byte[1000]).bytes());
    server().read(piece, taker(seen));
    assertThat(((Message.Binary) seen.getLast()).bytes().array()).hasSize(10);
  }

  private static FrameReader.Taker taker(List<Message> seen) {
    return new FrameReader.Taker() {
      @Override
      public void message(Message whole) {
        seen.add(whole);
      }

      @Override
      public void ping(ByteBuffer payload) {}

      @Override
      public void close(int code, String reason) {}
    };
  }
}
