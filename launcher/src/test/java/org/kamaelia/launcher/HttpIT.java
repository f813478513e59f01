package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.launcher.Kamaelia.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.launcher.Kamaelia.Result;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** HTTP through the distribution, with the clients that people have. */
@Timeout(180)
class HttpIT {
  private static final int BIG = 20_000_000;
  private static final Path NOTHING = Path.of("/dev/null");

  @TempDir static Path temp;
  private static Kamaelia kamaelia;
  private static Path files;
  private static Path big;
  private static Path log;

  /** An application: a bundle with a handler. */
  public static final class Hello implements BundleActivator, HttpHandler {
    @Override
    public void start(BundleContext context) {
      var properties = new Hashtable<String, Object>();
      properties.put("kamaelia.http.path", "/hello");
      context.registerService(HttpHandler.class, this, properties);
    }

    @Override
    public void stop(BundleContext context) {}

    @Override
    public Response handle(Request request) {
      return request.is("POST")
          ? Response.text(request.body().bytes(BIG).length + " bytes")
          : Response.html(
              "<title>hello</title><p>"
                  + request.header("User-Agent").orElse("")
                  + request.query().repeat(1000));
    }
  }

  @BeforeAll
  static void start() throws Exception {
    kamaelia = new Kamaelia(temp);
    files = Files.createDirectory(temp.resolve("files"));
    log = temp.resolve("access.log");
    big = files.resolve("big.bin");
    byte[] bytes = new byte[BIG];
    new Random(1).nextBytes(bytes);
    Files.write(big, bytes);
    Path etc = kamaelia.base.resolve("etc");
    Files.writeString(
        etc.resolve("org.kamaelia.protocol.http.files-test.cfg"),
        "path = /files/*\nroot = %s\n".formatted(files));
    Files.writeString(
        etc.resolve("org.kamaelia.protocol.http.cfg"),
        "accessLog = %s\nheadTimeout = 5s\ncompress = text/html\n".formatted(log));
    kamaelia.startDaemon();
    Path made = temp.resolve("hello.jar");
    TestBundle.write(
        made,
        Map.of(
            "Bundle-SymbolicName",
            "hello",
            "Bundle-Activator",
            Hello.class.getName(),
            "Import-Package",
            "org.osgi.framework,org.kamaelia.http"),
        Hello.class);
    Files.copy(made, kamaelia.base.resolve("deploy/hello.jar"));
    await("the application answers", () -> get("/hello").statusCode() == 200);
  }

  @AfterAll
  static void end() throws IOException {
    kamaelia.close();
  }

  private static String url(String path) {
    return "http://127.0.0.1:%d%s".formatted(kamaelia.port("http"), path);
  }

  private static HttpResponse<String> get(String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(url(path))).build(), BodyHandlers.ofString());
    }
  }

  private static Result tool(String... words) throws Exception {
    Result result = kamaelia.tool(NOTHING, words);
    assertThat(result.exitCode()).as(result::toString).isZero();
    return result;
  }

  private static void assertBig(Path got) throws IOException {
    assertThat(Files.mismatch(got, big)).isEqualTo(-1);
  }

  @Test
  void curlGetsAFileAndPartsOfIt() throws Exception {
    Path got = temp.resolve("curl");
    tool("curl", "-sfo", got.toString(), url("/files/big.bin"));
    assertBig(got);
    Files.write(got, Arrays.copyOf(Files.readAllBytes(got), BIG / 2));
    tool("curl", "-sfo", got.toString(), "-C", "-", url("/files/big.bin"));
    assertBig(got);
    assertThat(tool("curl", "-sr", "0-1,-1", url("/files/big.bin")).out())
        .contains("Content-Range: bytes 0-1/" + BIG)
        .contains("Content-Range: bytes %d-%d/%d".formatted(BIG - 1, BIG - 1, BIG));
    assertThat(tool("curl", "-sI", url("/files/big.bin")).out()).contains("Content-Length: " + BIG);
    assertThat(tool("curl", "-s", "--data-binary", "@" + got, url("/hello")).out())
        .isEqualTo(BIG + " bytes");
    assertThat(
            tool(
                    "curl",
                    "-s",
                    "-H",
                    "Transfer-Encoding: chunked",
                    "--data-binary",
                    "@" + got,
                    url("/hello"))
                .out())
        .isEqualTo(BIG + " bytes");
    // as it is, not as curl would mend it
    assertThat(
            tool("curl", "-s", "--path-as-is", "-w", "%{http_code}", url("/files/../access.log"))
                .out())
        .endsWith("400");
  }

  @Test
  void curlGetsAnAnswerWithTheCodingThatItLikesBest() throws Exception {
    String page = tool("curl", "-sf", url("/hello?many")).out();
    assertThat(page).hasSizeGreaterThan(4000);
    assertCoded(page, "zstd");
    assertCoded(page, "gzip", "-H", "Accept-Encoding: zstd;q=0.5, gzip");
  }

  private static void assertCoded(String page, String coding, String... options) throws Exception {
    Path head = temp.resolve("head");
    List<String> command = new ArrayList<>(List.of("curl", "-sf", "--compressed"));
    command.addAll(List.of(options));
    command.addAll(List.of("-D", head.toString(), url("/hello?many")));
    assertThat(tool(command.toArray(String[]::new)).out()).isEqualTo(page);
    assertThat(head).content().contains("\r\nContent-Encoding: " + coding + "\r\n");
  }

  @Test
  void wgetGetsAFileOnlyIfItIsNewer() throws Exception {
    Path got = Files.createDirectory(temp.resolve("wget"));
    tool("wget", "-qNP", got.toString(), url("/files/big.bin"));
    assertBig(got.resolve("big.bin"));
    tool("wget", "-qNP", got.toString(), url("/files/big.bin"));
    await("the log has it", () -> Files.readString(log).contains("\" 304 - \"-\" \"Wget"));
  }

  @Test
  void aria2GetsPartsAtOneTime() throws Exception {
    tool(
        "aria2c",
        "-q",
        "-x8",
        "-s8",
        "-k1M",
        "-d",
        temp.toString(),
        "-o",
        "aria",
        url("/files/big.bin"));
    assertBig(temp.resolve("aria"));
    await("parts are in the log", () -> Files.readString(log).contains("\" 206 "));
  }

  @Test
  void ffmpegSeeksInAFile() throws Exception {
    Path clip = files.resolve("clip.mp4");
    tool(
        "ffmpeg",
        "-loglevel",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc=size=320x240:rate=25",
        "-t",
        "20",
        "-g",
        "25",
        clip.toString());
    List<String> frame =
        new ArrayList<>(List.of("ffmpeg", "-loglevel", "error", "-ss", "15", "-i"));
    List<String> hash = List.of("-frames:v", "1", "-f", "framemd5", "-");
    frame.add(clip.toString());
    frame.addAll(hash);
    String expected = tool(frame.toArray(String[]::new)).out();
    frame.set(frame.indexOf(clip.toString()), url("/files/clip.mp4"));
    assertThat(tool(frame.toArray(String[]::new)).out()).isEqualTo(expected).contains("0, ");
    await(
        "it has asked for what it needs",
        () -> Files.readString(log).matches("(?s).*clip.mp4 HTTP/1.1\" 206 .*"));
  }

  @Test
  void chromiumShowsAPage() throws Exception {
    List<String> command = new ArrayList<>(Chromium.COMMAND);
    command.add("--user-data-dir=" + temp.resolve("chromium"));
    command.add("--dump-dom");
    command.add(url("/hello"));
    assertThat(tool(command.toArray(String[]::new)).out())
        .contains("<title>hello</title>")
        .containsPattern("<p>Mozilla/5.0 .*Chrome/");
  }

  @Test
  void goodClientsAreServedWhileOthersAreSlow() throws Exception {
    for (String kind : List.of("-H", "-B", "-X")) {
      Process attack =
          new ProcessBuilder(
                  "slowhttptest",
                  kind,
                  "-c",
                  "300",
                  "-r",
                  "300",
                  "-i",
                  "1",
                  "-l",
                  "2",
                  "-u",
                  url(kind.equals("-X") ? "/files/big.bin" : "/hello"))
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve("slow" + kind).toFile())
              .start();
      int served = 0;
      while (attack.isAlive()) {
        assertThat(get("/hello").statusCode()).isEqualTo(200);
        served++;
      }
      assertThat(served).isGreaterThan(10);
      assertThat(Files.readString(temp.resolve("slow" + kind)).replaceAll("\033\\[[0-9;]*m", ""))
          .containsPattern("service available: +YES")
          .doesNotContainPattern("service available: +NO");
    }
  }

  @Test
  void noRequestIsLostWhileTheProtocolIsReplaced() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    Path[] versions = new Path[2];
    for (int i = 0; i < 2; i++) {
      versions[i] =
          TestBundle.protocol(
              kamaelia.dist, "http", temp.resolve("http-%d.jar".formatted(i)), (i + 1) + ".0.0");
    }
    Callable<Void> busy =
        () -> {
          try (HttpClient client =
              HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
            while (!over.get()) {
              boolean file = answered.incrementAndGet() % 50 == 0;
              HttpResponse<byte[]> answer =
                  client.send(
                      HttpRequest.newBuilder(URI.create(url(file ? "/files/big.bin" : "/hello")))
                          .build(),
                      BodyHandlers.ofByteArray());
              assertThat(answer.statusCode()).isEqualTo(200);
              if (file) {
                assertThat(answer.body()).hasSize(BIG);
              }
            }
          }
          return null;
        };
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        all.add(clients.submit(busy));
      }
      for (int swap = 0; swap < versions.length; swap++) {
        int before = answered.get();
        await("they are served", () -> answered.get() > before + 200);
        kamaelia.console("swap %s --as http.jar".formatted(versions[swap]));
      }
      over.set(true);
      for (Future<Void> client : all) {
        client.get();
      }
    }
    assertThat(kamaelia.console("protocols")).containsPattern("http +2.0.0");
  }

  @Test
  void anApplicationIsThereWhileItsJarIs() throws Exception {
    Path jar = kamaelia.base.resolve("deploy/hello.jar");
    byte[] bytes = Files.readAllBytes(jar);
    Files.delete(jar);
    await("it is gone", () -> get("/hello").statusCode() == 404);
    Files.write(jar, bytes);
    await("it is there again", () -> get("/hello").statusCode() == 200);
  }
}
