package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators see and keep of what a server's connections say. */
@Timeout(180)
class RecordIT {
  @TempDir Path temp;
  private Kamaelia kamaelia;

  @BeforeEach
  void start() throws Exception {
    kamaelia = new Kamaelia(temp);
    kamaelia.startDaemon();
  }

  @AfterEach
  void stop() throws IOException {
    kamaelia.close();
  }

  @Test
  void whatIsRecordedIsReadByWireshark() throws Exception {
    assertThat(kamaelia.console("record echo")).startsWith("recording 1 of listener echo goes to ");
    talk("hello, recorder");
    Kamaelia.await(
        "it has ended", () -> kamaelia.console("connections").equals("no connections\n"));
    assertThat(kamaelia.console("record")).containsPattern("1 +running +listener echo +[1-9]");
    assertThat(kamaelia.console("record --stop")).containsPattern("1 +done +listener echo ");
    Path file = Kamaelia.list(kamaelia.base.resolve("var/records")).getFirst();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String tshark = "tshark -n -d tcp.port==1-65535,data -r " + file;
    assertThat(sh(tshark + " -q -z follow,tcp,ascii,0"))
        .contains("15\nhello, recorder\n\t15\nhello, recorder\n");
    assertThat(sh(tshark + " -Y '_ws.malformed || tcp.analysis.flags'")).isEmpty();
    assertThat(sh(tshark + " -q -z io,stat,0")).contains("Frames");
    assertThat(Files.readString(kamaelia.base.resolve("var/log/audit.log")))
        .contains(": record echo: recording 1 of listener echo goes to ")
        .contains(": record --stop: ");
  }

  @Test
  void tapShowsWhatIsSaid() throws Exception {
    Process tap = kamaelia.start("console", "-c", "tap echo -n 2");
    Path audit = kamaelia.base.resolve("var/log/audit.log");
    Kamaelia.await(
        "it listens", () -> Files.exists(audit) && Files.readString(audit).contains(": tap echo"));
    talk("hello, tap");
    Kamaelia.Result result = kamaelia.run(tap);
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .containsPattern("echo\\[\\d+] 127.0.0.1:\\d+ received 10 bytes\n000000 .* hello, tap\n")
        .contains("sent 10 bytes");
  }

  private void talk(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), kamaelia.port("echo"))) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(bytes);
      assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private String sh(String script) throws Exception {
    Kamaelia.Result result = kamaelia.tool(Path.of("/dev/null"), "sh", "-ec", script);
    assertThat(result.exitCode()).as(result::toString).isZero();
    return result.out();
  }
}
