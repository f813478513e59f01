package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.launcher.Kamaelia.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Component;
import org.kamaelia.http.Request;
import org.kamaelia.launcher.Kamaelia.Result;
import org.kamaelia.websocket.Message;
import org.kamaelia.websocket.WebSocketFactory;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** WebSocket through the distribution, with the clients of others. */
@Timeout(180)
class WebSocketIT {
  /** Debian's, which has its packages. */
  private static final String PYTHON = "/usr/bin/python3";

  private static final int GOING_AWAY = 1001;

  @TempDir static Path temp;
  private static Kamaelia kamaelia;

  /** An application: what comes goes out. */
  public static final class Echo implements BundleActivator, WebSocketFactory {
    @Override
    public void start(BundleContext context) {
      var properties = new Hashtable<String, Object>();
      properties.put("kamaelia.http.path", "/echo");
      context.registerService(WebSocketFactory.class, this, properties);
    }

    @Override
    public void stop(BundleContext context) {}

    @Override
    public Component<Message, Message> create(Request handshake) {
      return Component.of(
          "echo",
          (in, out) -> {
            for (Message message : in) {
              out.send(message);
            }
          });
    }

    @Override
    public List<String> subprotocols() {
      return List.of("echo");
    }
  }

  @BeforeAll
  static void start() throws Exception {
    kamaelia = new Kamaelia(temp);
    kamaelia.startDaemon();
    Path jar = temp.resolve("echo-application.jar");
    TestBundle.write(
        jar,
        Map.of(
            "Bundle-SymbolicName",
            "echo-application",
            "Bundle-Activator",
            Echo.class.getName(),
            "Import-Package",
            "org.osgi.framework,org.kamaelia.axon,org.kamaelia.http,org.kamaelia.websocket"),
        Echo.class);
    Files.copy(jar, kamaelia.base.resolve("deploy/echo-application.jar"));
    await("it answers", () -> curl().equals("426"));
  }

  @AfterAll
  static void end() throws IOException {
    kamaelia.close();
  }

  private static String curl() throws Exception {
    return kamaelia
        .tool(
            Path.of("/dev/null"),
            "curl",
            "-so",
            "/dev/null",
            "-w",
            "%{http_code}",
            "http://127.0.0.1:%d/echo".formatted(kamaelia.port("http")))
        .out();
  }

  private static String url() {
    return "ws://127.0.0.1:%d/echo".formatted(kamaelia.port("http"));
  }

  @Test
  void pythonsClientIsUnderstood() throws Exception {
    Path script =
        Files.writeString(
            temp.resolve("client.py"),
            """
            import asyncio, os, sys, websockets

            async def talk(**settings):
                async with websockets.connect(sys.argv[1], subprotocols=["x", "echo"], **settings) as it:
                    assert it.subprotocol == "echo", it.subprotocol
                    for message in ["hello", "", "\\u00e4" * 70000, b"", os.urandom(100000)]:
                        await it.send(message)
                        assert await it.recv() == message
                    await it.send(["in ", "several ", "fragments"])
                    assert await it.recv() == "in several fragments"
                    await (await it.ping())
                assert it.close_code == 1000, it.close_code
                return [extension.name for extension in it.extensions]

            print(asyncio.run(talk(compression=None)))
            print(asyncio.run(talk(compression="deflate")))
            """);
    Result result = kamaelia.tool(Path.of("/dev/null"), PYTHON, script.toString(), url());
    assertThat(result.exitCode()).as(result::toString).isZero();
    assertThat(result.out()).isEqualTo("[]\n['permessage-deflate']\n");
  }

  /** A client of the JDK's. */
  private static final class Client implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final HttpClient client;
    private final WebSocket socket;

    Client() throws Exception {
      client = HttpClient.newHttpClient();
      socket = client.newWebSocketBuilder().buildAsync(URI.create(url()), this).get();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        heard.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      heard.add("closed " + code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      heard.add("error " + error);
    }

    /** What is answered, or how it ended. */
    String say(String said) throws InterruptedException {
      // what is said when the other side has closed already is answered by that
      socket.sendText(said, true).exceptionally(e -> socket).join();
      return String.valueOf(heard.poll(Kamaelia.SECONDS, TimeUnit.SECONDS));
    }

    @Override
    public void close() {
      socket.abort();
      client.shutdownNow();
    }
  }

  @Test
  void whoSpeaksIsToldWhenTheProtocolIsReplaced() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();
    AtomicInteger speaking = new AtomicInteger();
    Callable<Void> busy =
        () -> {
          boolean speaks = false;
          while (!over.get()) {
            try (Client client = new Client()) {
              String answer = "";
              for (int i = 0; !over.get() && !answer.startsWith("closed "); i++) {
                answer = client.say("message " + i);
                if (answer.equals("closed " + GOING_AWAY)) {
                  told.incrementAndGet();
                } else {
                  assertThat(answer).isEqualTo("message " + i);
                  answered.incrementAndGet();
                  if (!speaks) {
                    speaks = true;
                    speaking.incrementAndGet();
                  }
                }
              }
            }
          }
          return null;
        };
    int clients = 8;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        all.add(threads.submit(busy));
      }
      await("they are answered", () -> speaking.get() == clients && answered.get() > 100);
      kamaelia.console(
          "swap %s --as websocket.jar"
              .formatted(
                  TestBundle.protocol(
                      kamaelia.dist, "websocket", temp.resolve("websocket-2.jar"), "2.0.0")));
      int before = answered.get();
      await("they are answered again", () -> answered.get() > before + 100);
      over.set(true);
      for (Future<Void> client : all) {
        client.get();
      }
    }
    assertThat(told.get()).isEqualTo(clients);
    assertThat(kamaelia.log()).doesNotContain("not unloaded");
  }
}
