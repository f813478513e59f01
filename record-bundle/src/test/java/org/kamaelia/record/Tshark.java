package org.kamaelia.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Wireshark's command line, of Debian's package tshark: what others say of our files. */
final class Tshark {
  /** What is remarkable, and not wrong. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "connection \\d+ of listener .*|Connection (establish|finish|reset).*"
              + "|This frame (initiates|undergoes) the connection closing");

  private Tshark() {}

  /** What it makes of a file. */
  static String read(Path file, String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "tshark",
                "-n",
                "-r",
                file.toString(),
                // what a port's number would have it guess
                "-d",
                "tcp.port==1-65535,data",
                "-d",
                "udp.port==1-65535,data",
                "-o",
                "ip.check_checksum:TRUE",
                "-o",
                "tcp.check_checksum:TRUE",
                "-o",
                "udp.check_checksum:TRUE"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(out).isZero();
    return out;
  }

  /**
   * It has nothing to say against a file: no packet malformed, lost, out of order or sent again.
   */
  static void isContentWith(Path file) throws Exception {
    String out =
        read(
            file,
            "-z",
            "io,stat,0",
            "-Y",
            "_ws.expert || _ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0"
                + " || udp.checksum.status == 0 || tcp.analysis.flags",
            "-T",
            "fields",
            "-e",
            "_ws.expert.message");
    int statistics = out.indexOf("\n===");
    assertThat(out.substring(statistics)).contains("Frames");
    assertThat(out.substring(0, statistics).lines())
        .flatMap(line -> List.of(line.split(",(?=[A-Z])")))
        .allMatch(it -> HARMLESS.matcher(it).matches());
  }

  /** The bytes of one direction of a connection, as it puts them together. */
  static byte[] follow(Path file, int stream, boolean fromServer) throws Exception {
    StringBuilder hex = new StringBuilder();
    read(file, "-q", "-z", "follow,tcp,raw," + stream)
        .lines()
        .filter(line -> line.matches("\t?[0-9a-f]+"))
        .filter(line -> line.startsWith("\t") == fromServer)
        .forEach(line -> hex.append(line.strip()));
    return HexFormat.of().parseHex(hex);
  }
}
