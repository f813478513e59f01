package org.kamaelia.stress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.Server;
import org.kamaelia.net.Sniffer;
import org.kamaelia.net.Sniffer.Verdict;

/**
 * The server that is put under stress, in a process of its own. It is told what to do by lines:
 * {@code bind NAME SETTING=VALUE...}, with tabs between, which answers with the address; {@code
 * look}, which answers with figures; and {@code collect}, which collects garbage before it does.
 */
final class Served {
  /** The longest line that {@code lines} takes. */
  private static final int LONGEST = 64 * 1024;

  private static final ByteBuffer KNOCK =
      StandardCharsets.US_ASCII.encode("KNOCK ").asReadOnlyBuffer();
  private static final ByteBuffer MUCH = ByteBuffer.allocate(4096).asReadOnlyBuffer();

  private final Server server;

  private Served(Server server) {
    this.server = server;
  }

  /** Serves until its input ends; the word is how many loops there are. */
  public static void main(String[] words) throws IOException {
    try (Server server = Server.start(Integer.parseInt(words[0]))) {
      server.register(
          "echo", "1", connection -> Component.of("echo", (in, out) -> in.forEach(out::send)));
      server.register("lines", "1", connection -> Component.of("lines", Served::lines));
      server.register("knock", "1", new Knock());
      var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      var served = new Served(server);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(
            switch (line) {
              case "look" -> served.look();
              case "collect" -> served.collect();
              default -> served.bind(line.split("\t"));
            });
      }
    }
  }

  /** Sends lines back, as they were; to the line {@code much} there is no end of an answer. */
  private static void lines(Inbox<ByteBuffer> in, Outbox<ByteBuffer> out)
      throws InterruptedException {
    ByteBuffer begun = ByteBuffer.allocate(0);
    for (ByteBuffer bytes : in) {
      ByteBuffer all =
          ByteBuffer.allocate(begun.remaining() + bytes.remaining()).put(begun).put(bytes).flip();
      int end = all.limit();
      while (end > 0 && all.get(end - 1) != '\n') {
        end--;
      }
      begun = all.slice(end, all.limit() - end);
      if (begun.remaining() > LONGEST) {
        return;
      }
      if (end == 5 && StandardCharsets.US_ASCII.decode(all.slice(0, 4)).toString().equals("much")) {
        while (true) {
          out.send(MUCH.duplicate());
        }
      }
      if (end > 0) {
        out.send(all.slice(0, end));
      }
    }
  }

  /** A protocol whose clients knock first. */
  private record Knock() implements ProtocolFactory {
    @Override
    public Component<ByteBuffer, ByteBuffer> create(Connection connection) {
      return Component.of("knock", Served::lines);
    }

    @Override
    public Optional<Sniffer> sniffer() {
      return Optional.of(
          first -> {
            ByteBuffer begun =
                first.slice(first.position(), Math.min(first.remaining(), KNOCK.limit()));
            return !begun.equals(KNOCK.slice(0, begun.remaining()))
                ? Verdict.UNSUPPORTED
                : begun.remaining() < KNOCK.limit() ? Verdict.UNKNOWN : Verdict.SUPPORTED;
          });
    }
  }

  private String bind(String[] words) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (int i = 2; i < words.length; i++) {
      String[] setting = words[i].split("=", 2);
      settings.put(setting[0], setting[1]);
    }
    ListenerInfo info = server.bind(ListenerSpec.of(words[1], settings));
    return info.state() == ListenerInfo.State.SERVING ? info.address() : "failed: " + info.reason();
  }

  private String collect() throws IOException {
    System.gc();
    System.gc();
    return look();
  }

  private String look() throws IOException {
    var figures = new StringJoiner(" ");
    figures.add("descriptors=" + descriptors());
    figures.add(
        "heap=" + (ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 10));
    figures.add("resident=" + resident());
    figures.add("compiled=" + ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
    figures.add("threads=" + ManagementFactory.getThreadMXBean().getThreadCount());
    figures.add("connections=" + server.connections().size());
    figures.add("components=" + server.axon().topology().components().size());
    for (ListenerInfo info : server.listeners()) {
      figures.add("%s.accepted=%d".formatted(info.spec().name(), info.accepted()));
      figures.add("%s.connections=%d".formatted(info.spec().name(), info.connections()));
      info.rejections()
          .forEach(
              (reason, count) ->
                  figures.add("%s.%s=%d".formatted(info.spec().name(), reason.name(), count)));
    }
    return figures.toString();
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      // Without the one that lists them.
      return all.count() - 1;
    }
  }

  /** In KiB. */
  private static String resident() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .findFirst()
          .orElseThrow()
          .replaceAll("\\D", "");
    }
  }
}
