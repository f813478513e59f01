package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Loop;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.Sniffer;
import org.kamaelia.net.Sniffer.Verdict;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/** Several protocols and optional TLS at one port: first bytes of strangers, in any pieces. */
class SniffFuzz {
  private static final SocketAddress PEER = InetSocketAddress.createUnresolved("peer", 1);
  private static final SteppedAxon AXON = new SteppedAxon(1);
  private static final List<ProtocolEntry> PROTOCOLS = List.of(known("GET "), known("SSH-2.0-"));

  /**
   * @param input how large the pieces are, how much is read at once, and what comes
   */
  @FuzzTest
  void theFirstBytesDecideInWhateverPiecesTheyComeAndAreAllRead(byte[] input) throws IOException {
    if (input.length < 2) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 2, input.length);
    int piece = 1 + Byte.toUnsignedInt(input[0]);
    Loop loop = AXON.loops().getFirst();
    var wire = new FakeStream(PEER, PEER);
    boolean[] wrapped = new boolean[1];
    var optional =
        new OptionalTls(
            wire,
            begun -> {
              wrapped[0] = true;
              return begun;
            });
    var choice =
        new Choice(
            PROTOCOLS.stream().map(ProtocolEntry::name).toList(),
            name -> PROTOCOLS.stream().filter(it -> it.name().equals(name)).findFirst(),
            () -> wrapped[0]);
    var reader = new Reader(new Peeking(optional, choice), 1 + Byte.toUnsignedInt(input[1]));
    reader.stream.attach(loop, reader);
    for (int at = 0; at < bytes.length; at += piece) {
      wire.send(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
      AXON.runUntilIdle();
    }
    wire.endSide();
    AXON.runUntilIdle();

    boolean isTls = bytes.length > 1 && bytes[0] == 0x16 && bytes[1] == 3;
    assertThat(reader.failure).isNull();
    assertThat(wrapped[0]).isEqualTo(isTls);
    assertThat(choice.chosen().map(ProtocolEntry::name))
        .isEqualTo(
            PROTOCOLS.stream()
                .map(ProtocolEntry::name)
                .filter(name -> !isTls && text(bytes).startsWith(name))
                .findFirst());
    assertThat(reader.over).isTrue();
    assertThat(reader.heard.toByteArray()).isEqualTo(bytes);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** One whose connections begin with its name. */
  private static ProtocolEntry known(String name) {
    return new ProtocolEntry(
        name,
        Version.parse("1"),
        "test",
        0,
        0,
        Set.of(Carrier.STREAM),
        new Known(name),
        null,
        false,
        1);
  }

  private record Known(String name) implements ProtocolFactory {
    @Override
    public Component<ByteBuffer, ByteBuffer> create(Connection connection) {
      throw new AssertionError("nobody is served here");
    }

    @Override
    public Optional<Sniffer> sniffer() {
      return Optional.of(
          first -> {
            byte[] begun = new byte[Math.min(first.remaining(), name.length())];
            first.get(begun);
            return !name.startsWith(text(begun))
                ? Verdict.UNSUPPORTED
                : begun.length == name.length() ? Verdict.SUPPORTED : Verdict.UNKNOWN;
          });
    }
  }

  /** Reads as a connection does: when it is told to, and once. */
  private static final class Reader implements Ready {
    final Stream stream;
    final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final int most;
    private boolean connected;
    boolean over;
    @Nullable IOException failure;

    Reader(Stream stream, int most) {
      this.stream = stream;
      this.most = most;
    }

    @Override
    public void ready(boolean readable, boolean writable) {
      try {
        connected = connected || stream.isConnected();
        if (connected && readable && !over) {
          ByteBuffer bytes = stream.read(most);
          over = bytes == null;
          if (bytes != null) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            heard.writeBytes(copy);
          }
        }
      } catch (IOException e) {
        failure = e;
      }
    }
  }
}
