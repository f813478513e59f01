package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Component;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.Server;

/** Files that a protocol sends. */
@Timeout(120)
class FileRegionTest {
  @TempDir Path folder;
  private Server server;

  /** The name of the transport below. */
  String transport() {
    return "nio";
  }

  @BeforeEach
  void start() {
    server = TcpServer.start(1, transport());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String serve(ProtocolFactory protocol) {
    server.register("test", "1", protocol);
    return server.bind(ListenerSpec.of("test", "test", "127.0.0.1:0")).address();
  }

  /** Sends its parts when the peer has said all it has to say. */
  private static ProtocolFactory sends(List<ByteBuffer> parts) {
    return connection ->
        Component.of(
            "sender",
            (in, out) -> {
              in.forEach(_ -> {});
              parts.forEach(out::send);
            });
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Path random(Path path, int size) throws IOException {
    byte[] bytes = new byte[size];
    new SplittableRandom(size).nextBytes(bytes);
    return Files.write(path, bytes);
  }

  @Test
  void partsOfFilesArriveInTheirPlaceThoughThePeerHasEndedItsSide() throws Exception {
    Path path = random(folder.resolve("file"), 64 << 20);
    String address =
        serve(
            sends(
                List.of(
                    text("<"),
                    FileRegion.of(path).message(),
                    text("|"),
                    FileRegion.of(path).part(0, 0).message(),
                    FileRegion.of(path).part(10, 3).message(),
                    text(">"))));
    try (var client = new Client(address, 64 << 10)) {
      var in = new DataInputStream(client.send("begin").end().socket.getInputStream());
      assertThat(in.read()).isEqualTo('<');
      try (InputStream original = Files.newInputStream(path)) {
        byte[] wanted = new byte[10_007];
        byte[] came = new byte[10_007];
        for (int count = original.read(wanted); count > 0; count = original.read(wanted)) {
          in.readFully(came, 0, count);
          assertThat(came).isEqualTo(wanted);
        }
      }
      byte[] three = new byte[3];
      try (var original = new RandomAccessFile(path.toFile(), "r")) {
        original.seek(10);
        original.readFully(three);
      }
      assertThat(in.read()).isEqualTo('|');
      assertThat(in.readNBytes(3)).isEqualTo(three);
      assertThat(in.readAllBytes()).asString().isEqualTo(">");
    }
  }

  /** The example of docs/buffers.md. */
  private static final class Page extends Component<ByteBuffer, ByteBuffer> {
    private final Path path;

    Page(Path path) {
      this.path = path;
    }

    @Override
    protected void run() throws IOException {
      FileRegion page = FileRegion.of(path);
      outbox.send(text("Content-Length: " + page.count() + "\r\n\r\n"));
      outbox.send(page.message());
    }
  }

  @Test
  void aFileComesAfterWhatIsSaidOfIt() throws Exception {
    Path path = Files.writeString(folder.resolve("file"), "hello");
    try (var client = new Client(serve(connection -> new Page(path)))) {
      assertThat(client.readAll()).isEqualTo("Content-Length: 5\r\n\r\nhello");
    }
  }

  @Test
  void aMessageMayStandForAFileToManyConnections() throws Exception {
    Path path = random(folder.resolve("file"), 100_000);
    String address = serve(sends(List.of(FileRegion.of(path).message())));
    for (int i = 0; i < 3; i++) {
      try (var client = new Client(address)) {
        assertThat(client.end().socket.getInputStream().readAllBytes())
            .isEqualTo(Files.readAllBytes(path));
      }
    }
  }

  @Test
  void aFileThatIsCutShortMeanwhileCutsTheConnection() throws Exception {
    Path path = folder.resolve("file");
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(256 << 20);
      String address = serve(sends(List.of(text("<"), FileRegion.of(path).message(), text(">"))));
      try (var client = new Client(address, 4096)) {
        InputStream in = client.end().socket.getInputStream();
        assertThat(in.read()).isEqualTo('<');
        file.setLength(1);
        assertThatThrownBy(() -> in.transferTo(OutputStream.nullOutputStream()))
            .isInstanceOf(SocketException.class);
      }
    }
    Wait.until("no connection is left", () -> server.connections().isEmpty());
  }

  @Test
  void aFileThatIsAnotherOneByThenCutsTheConnection() throws Exception {
    Path path = random(folder.resolve("file"), 1000);
    FileRegion region = FileRegion.of(path);
    Files.move(random(folder.resolve("other"), 2000), path, StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(region::check).hasMessage(path + " has become another file");
    String address = serve(sends(List.of(region.message())));
    try (var client = new Client(address)) {
      assertThatThrownBy(() -> client.end().readAll()).isInstanceOf(SocketException.class);
    }
    Files.delete(path);
    assertThatThrownBy(region::check).hasMessage(path + " is not there any more");
    try (var client = new Client(address)) {
      assertThatThrownBy(() -> client.end().readAll()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void whatIsNotThereIsSaidAtOnce() throws Exception {
    Path path = random(folder.resolve("file"), 10);
    assertThatThrownBy(() -> FileRegion.of(folder.resolve("none"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> FileRegion.of(folder)).hasMessageContaining("not a file");
    assertThatThrownBy(() -> FileRegion.of(path).part(5, 6))
        .hasMessage("10 bytes of " + path + " from 0 on do not have 6 bytes from 5 on");
    assertThat(FileRegion.in(ByteBuffer.allocate(0))).isEmpty();
    ByteBuffer message = FileRegion.of(path).part(5, 5).message();
    assertThat(FileRegion.in(message)).get().hasToString("5 bytes of " + path + " from 5 on");
    assertThat(FileRegion.in(message.duplicate())).isEmpty();
  }
}
