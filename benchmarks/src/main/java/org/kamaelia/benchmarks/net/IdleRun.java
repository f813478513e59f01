package org.kamaelia.benchmarks.net;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.ObjectName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * How much memory a server holds for a connection that has echoed once and is idle since: of the
 * heap, after a collection, and native, as the JVM counts it and as the system does. What the
 * kernel holds for its socket is in neither; it is the same for all servers.
 */
public final class IdleRun {
  private static final List<Asked> ALL =
      Stream.of(
              NetPeer.KAMAELIA_IO_URING,
              NetPeer.KAMAELIA_EPOLL,
              NetPeer.KAMAELIA_NIO,
              NetPeer.NETTY_IO_URING,
              NetPeer.NETTY_EPOLL,
              NetPeer.NETTY_NIO)
          .map(peer -> new Asked(peer, Task.ECHO))
          .toList();

  private static final int WARMUP = 500;
  private static final int WARMUP_ROUNDS = 20;
  private static final int WARMUP_ECHOES = 10;
  private static final int BYTES = 64;

  private static final SSLContext TRUSTING = trusting();

  private IdleRun() {}

  private static SSLContext trusting() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A server, and what it does; as {@code KAMAELIA_EPOLL}, or {@code KAMAELIA_EPOLL/WEBSOCKET}. */
  private record Asked(NetPeer peer, Task task) {
    static Asked of(String name) {
      String[] parts = name.split("/", 2);
      return new Asked(
          NetPeer.valueOf(parts[0]), parts.length == 1 ? Task.ECHO : Task.valueOf(parts[1]));
    }

    @Override
    public String toString() {
      return task == Task.ECHO ? peer.name() : peer + "/" + task;
    }
  }

  /** Bytes in use. */
  private record Memory(long heap, long counted, long resident) {}

  /**
   * Measures servers.
   *
   * @param arguments connections and names of servers
   */
  public static void run(List<String> arguments) throws Exception {
    int connections = arguments.isEmpty() ? 10_000 : Integer.parseInt(arguments.getFirst());
    List<Asked> servers =
        arguments.size() > 1 ? arguments.stream().skip(1).map(Asked::of).toList() : ALL;
    System.out.printf(
        "%d idle connections: bytes for each%n| server | heap | native, by the JVM's count |"
            + " native, by resident memory | heap and native |%n| --- | --- | --- | --- | --- |%n",
        connections);
    for (Asked server : servers) {
      measure(server, connections);
    }
  }

  private static void measure(Asked server, int connections) throws Exception {
    List<String> command =
        Programs.java(
            List.of(
                "-Xmx512m",
                "-Xms512m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseG1GC",
                Boolean.getBoolean("headers")
                    ? "-XX:-UseCompactObjectHeaders"
                    : "-XX:+UseCompactObjectHeaders",
                "-XX:NativeMemoryTracking=summary"),
            IdleRun.class,
            server.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var out =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8)) {
      int port = Integer.parseInt(out.readLine());
      for (int i = 0; i < WARMUP_ROUNDS; i++) {
        List<Socket> warm = open(server.task, port, WARMUP);
        for (int j = 1; j < WARMUP_ECHOES; j++) {
          echo(server.task, warm);
        }
        hangUp(warm);
      }
      in.println("histogram");
      Map<String, Long> classesBefore = histogram(out);
      Memory before = ask(in, out);
      List<Socket> open = open(server.task, port, connections);
      Memory after = ask(in, out);
      in.println("histogram");
      Map<String, Long> classes = histogram(out);
      hangUp(open);
      long heap = (after.heap - before.heap) / connections;
      long counted = (after.counted - before.counted) / connections;
      long resident = (after.resident - before.resident) / connections;
      System.out.printf(
          "| %s | %,d | %,d | %,d | %,d |%n",
          server, heap, counted, resident, heap + Math.max(counted, resident));
      if (Boolean.getBoolean("classes")) {
        print(classesBefore, classes, connections);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void print(Map<String, Long> before, Map<String, Long> after, int connections) {
    Map<String, Long> more = new LinkedHashMap<>();
    after.forEach(
        (type, bytes) -> more.put(type, (bytes - before.getOrDefault(type, 0L)) / connections));
    more.entrySet().stream()
        .filter(entry -> entry.getValue() >= 8)
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(entry -> System.out.printf("%8d  %s%n", entry.getValue(), entry.getKey()));
  }

  private static Memory ask(PrintStream in, BufferedReader out) throws IOException {
    in.println("memory");
    String[] figures = out.readLine().split(" ");
    return new Memory(
        Long.parseLong(figures[0]), Long.parseLong(figures[1]), Long.parseLong(figures[2]));
  }

  /** Bytes by class. */
  private static Map<String, Long> histogram(BufferedReader out) throws IOException {
    Map<String, Long> bytes = new TreeMap<>();
    Pattern line = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");
    for (String text = out.readLine(); !text.equals("end"); text = out.readLine()) {
      Matcher matcher = line.matcher(text);
      if (matcher.matches()) {
        bytes.merge(matcher.group(2), Long.parseLong(matcher.group(1)), Long::sum);
      }
    }
    return bytes;
  }

  private static List<Socket> open(Task task, int port, int connections) throws Exception {
    List<Socket> open = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      open.add(
          switch (task) {
            case TLS -> shakeHands(port);
            case WEBSOCKET -> upgrade(port);
            default -> new Socket("127.0.0.1", port);
          });
    }
    echo(task, open);
    return open;
  }

  private static Socket shakeHands(int port) throws IOException {
    var socket = (SSLSocket) TRUSTING.getSocketFactory().createSocket("127.0.0.1", port);
    socket.startHandshake();
    return socket;
  }

  private static Socket upgrade(int port) throws IOException {
    var socket = new Socket("127.0.0.1", port);
    socket.getOutputStream().write(WebSocketClient.HANDSHAKE);
    var answer = new StringBuilder();
    while (!answer.toString().endsWith("\r\n\r\n")) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new EOFException("no WebSocket: " + answer);
      }
      answer.append((char) next);
    }
    return socket;
  }

  private static void echo(Task task, List<Socket> open) throws IOException {
    byte[] message = task == Task.WEBSOCKET ? WebSocketClient.message() : new byte[BYTES];
    int back = task == Task.WEBSOCKET ? WebSocketClient.FRAME : BYTES;
    for (Socket socket : open) {
      socket.getOutputStream().write(message);
    }
    for (Socket socket : open) {
      if (socket.getInputStream().readNBytes(back).length < back) {
        throw new IOException("the server closed a connection");
      }
    }
  }

  private static void hangUp(List<Socket> open) throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  // In the server's process.

  /**
   * Runs one of the servers, and says what it holds when it is asked.
   *
   * @param args its name
   */
  public static void main(String[] args) throws Exception {
    Identity identity = Identity.make(Files.createTempDirectory("idle"));
    Asked asked = Asked.of(args[0]);
    System.out.println(asked.peer.start(asked.task, identity));
    var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      collect();
      if (line.equals("histogram")) {
        System.out.println(diagnose("gcClassHistogram"));
        System.out.println("end");
      } else {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        System.out.println(heap.getUsed() + " " + counted() + " " + resident());
      }
    }
  }

  private static void collect() throws Exception {
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(500); // what is cleaned up, and compiled, in the background
    }
    diagnose("systemTrimNativeHeap");
  }

  /** What the JVM has committed beside the heap, and what it does not hold for connections. */
  private static long counted() throws Exception {
    Matcher total = find("Total: reserved=\\d+KB, committed=(\\d+)KB");
    long kilobytes = Long.parseLong(total.group(1));
    for (String kind :
        List.of(
            "Java Heap",
            "Class",
            "Metaspace",
            "Code",
            "Compiler",
            "Arena Chunk",
            "Native Memory Tracking")) {
      kilobytes -=
          Long.parseLong(
              find(Pattern.quote(kind) + " \\(reserved=\\d+KB, committed=(\\d+)KB").group(1));
    }
    return kilobytes * 1024;
  }

  private static Matcher find(String pattern) throws Exception {
    Matcher matcher = Pattern.compile(pattern).matcher(diagnose("vmNativeMemory", "summary"));
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern);
    }
    return matcher;
  }

  private static long resident() throws IOException {
    String status = Files.readString(Path.of("/proc/self/status"));
    Matcher matcher = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(status);
    if (!matcher.find()) {
      throw new IllegalStateException("no VmRSS");
    }
    return Long.parseLong(matcher.group(1)) * 1024;
  }

  private static String diagnose(String command, String... arguments) throws Exception {
    return (String)
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                command,
                new Object[] {arguments},
                new String[] {String[].class.getName()});
  }
}
