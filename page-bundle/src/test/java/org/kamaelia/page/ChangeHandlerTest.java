package org.kamaelia.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.console.Commands;
import org.kamaelia.console.Conversation;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.protocol.http.HttpFactory;

/** With a real server and a console that only says what it was asked. */
@Timeout(60)
class ChangeHandlerTest {
  private final Server server = Server.start(2);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Asked console = new Asked();
  private Instant now = Instant.parse("2026-11-26T12:00:00Z");
  private final Tokens tokens = new Tokens(server, () -> now);
  private final ChangeHandler handler = new ChangeHandler(console, tokens);
  private String origin = "";
  private String token = "";

  @BeforeEach
  void begin() {
    server.register("http", "1", HttpFactory.serving("/kamaelia/change", handler));
    var settings = Map.of("protocol", "http", "address", "127.0.0.1:0", "finishWithin", "10ms");
    origin = "http://" + server.bind(ListenerSpec.of("http", settings)).address();
    token = tokens.give("ann (console 7)").address().replaceFirst(".*#token=", "");
  }

  @AfterEach
  void end() {
    client.shutdownNow();
    handler.close();
    server.close();
  }

  /** Says what it was asked, and ends when {@code last} says how. */
  private static final class Asked implements Commands {
    final List<String> asked = new ArrayList<>();
    final CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Integer> last = CompletableFuture.completedFuture(0);

    @Override
    public Conversation run(List<String> words, String who, OutputStream out, OutputStream err) {
      return new Conversation() {
        @Override
        public int hold() throws Exception {
          asked.add(who + ": " + words);
          begun.countDown();
          int code = last.get();
          (code == 0 ? out : err).write("that is “it”\n".getBytes(StandardCharsets.UTF_8));
          return code;
        }

        @Override
        public void input(byte[] typed) throws IOException {
          throw new IOException("reads nothing");
        }

        @Override
        public void resize(int columns, int rows) throws IOException {
          throw new IOException("has no window");
        }

        @Override
        public void leave() {}

        @Override
        public void cut() {
          last.complete(7);
        }
      };
    }
  }

  private HttpRequest.Builder request(String content) {
    return HttpRequest.newBuilder(URI.create(origin + "/kamaelia/change"))
        .header("Origin", origin)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(content));
  }

  private HttpRequest.Builder permitted(String content) {
    return request(content).header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> answer(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static Map<String, String> fields(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    var fields = new HashMap<String, String>();
    try (JsonParser in = new JsonFactory().createParser(answer.body())) {
      in.nextToken();
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        in.nextToken();
        fields.put(name, in.getText());
      }
    }
    return fields;
  }

  @Test
  void aCommandIsRunInTheNameOfWhoGotTheToken() throws Exception {
    assertThat(fields(answer(permitted("[\"suspend\", \"echo; shutdown\"]"))))
        .isEqualTo(
            Map.of(
                "code",
                "0",
                "out",
                "that is “it”\n",
                "err",
                "",
                "until",
                String.valueOf(now.plus(Duration.ofHours(1)).toEpochMilli())));
    assertThat(console.asked).containsExactly("page of ann (console 7): [suspend, echo; shutdown]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bind",
        "unbind",
        "retry",
        "suspend",
        "resume",
        "drain",
        "faults",
        "tls-reload",
        "close",
        "deployments",
        "plan",
        "swap",
        "rollback"
      })
  void whatThePageHasAButtonForIsRun(String command) throws Exception {
    assertThat(fields(answer(permitted("[\"%s\"]".formatted(command))))).containsEntry("code", "0");
    assertThat(console.asked).containsExactly("page of ann (console 7): [" + command + "]");
  }

  @Test
  void aRefusalIsToldAsTheConsoleSaysIt() throws Exception {
    console.last = CompletableFuture.completedFuture(1);
    assertThat(fields(answer(permitted("[\"suspend\",\"ehco\"]"))))
        .containsEntry("code", "1")
        .containsEntry("out", "")
        .containsEntry("err", "that is “it”\n");
  }

  @Test
  void noWordsOnlyTellHowLongTheTokenHolds() throws Exception {
    assertThat(fields(answer(permitted("[]")))).containsEntry("code", "0").containsKey("until");
    assertThat(console.asked).isEmpty();
  }

  @Test
  void theSchemesNameMayBeWrittenAnyWay() throws Exception {
    var request = request("[]").header("Authorization", "bearer " + token);
    assertThat(answer(request).statusCode()).isEqualTo(200);
  }

  @Test
  void whoShowsNoTokenIsToldThatItTakesOne() throws Exception {
    HttpResponse<String> answer = answer(request("[\"suspend\",\"echo\"]"));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(answer.body()).contains("`page` in the console");
    assertThat(console.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer x", "Bearer ", "Bearer", "Basic YTpi", "", "x"})
  void anyOtherTokenIsRefused(String authorization) throws Exception {
    assertRefused(request("[\"suspend\",\"echo\"]").header("Authorization", authorization));
  }

  @Test
  void aTokenThatHasEndedIsRefused() throws Exception {
    now = now.plus(Duration.ofHours(1));
    assertRefused(permitted("[\"suspend\",\"echo\"]"));
  }

  @Test
  void aTokenThatIsRevokedIsRefused() throws Exception {
    tokens.revoke();
    assertRefused(permitted("[\"suspend\",\"echo\"]"));
  }

  @Test
  void theOneBeforeIsRefused() throws Exception {
    tokens.give("bob");
    assertRefused(permitted("[\"suspend\",\"echo\"]"));
  }

  private void assertRefused(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = answer(request);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer error=\"invalid_token\"");
    assertThat(console.asked).isEmpty();
  }

  @Test
  void wrongTokensAreLoggedWithoutThem() throws Exception {
    List<String> lines = new ArrayList<>();
    Handler listener =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            lines.add(new SimpleFormatter().formatMessage(record));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger("org.kamaelia.page");
    log.addHandler(listener);
    try {
      answer(request("[]").header("Authorization", "Bearer wrong-one"));
    } finally {
      log.removeHandler(listener);
    }
    assertThat(lines)
        .singleElement()
        .asString()
        .matches("a token that does not hold, from .*127\\.0\\.0\\.1:[0-9]+; 1 so far");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1", ""})
  void aPageFromElsewhereIsRefusedWhateverItShows(String foreign) throws Exception {
    var request = permitted("[\"suspend\",\"echo\"]").setHeader("Origin", foreign);
    assertThat(answer(request).statusCode()).isEqualTo(403);
    assertThat(console.asked).isEmpty();
  }

  @Test
  void whatIsNoBrowserSaysNoOriginAndIsRefused() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(origin + "/kamaelia/change"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString("[\"suspend\",\"echo\"]"));
    assertThat(answer(request).statusCode()).isEqualTo(403);
  }

  @Test
  void onlyAPostChangesSomething() throws Exception {
    for (String method : List.of("GET", "PUT", "DELETE")) {
      var request = permitted("").method(method, BodyPublishers.ofString("[\"suspend\",\"echo\"]"));
      HttpResponse<String> answer = answer(request);
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }
    assertThat(console.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonx"})
  void whatAFormMaySendIsRefused(String type) throws Exception {
    var request = permitted("[\"suspend\",\"echo\"]").setHeader("Content-Type", type);
    assertThat(answer(request).statusCode()).isEqualTo(415);
    assertThat(answer(permitted("[]").setHeader("Content-Type", "application/json; charset=utf-8")))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(200);
  }

  @Test
  void whatIsTooLongIsRefused() throws Exception {
    String word = "x".repeat(8192);
    assertThat(answer(permitted("[\"suspend\",\"%s\"]".formatted(word))).statusCode())
        .isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "\"suspend\"", "[\"suspend\"", "[1]", "[[]]", "[null]", "[] []", "x"})
  void whatIsNoArrayOfStringsIsRefused(String content) throws Exception {
    assertThat(answer(permitted(content)).statusCode()).as(content).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shutdown", "watch", "page", "tap", "record", "exit", "gogo:cat", ""})
  void whatThePageHasNoButtonForIsRefused(String command) throws Exception {
    assertThat(answer(permitted("[\"%s\"]".formatted(command))).statusCode()).isEqualTo(422);
    assertThat(console.asked).isEmpty();
  }

  @Test
  void whatRunsIsCutWhenThePageGoes() throws Exception {
    console.last = new CompletableFuture<>();
    var answer =
        client.sendAsync(permitted("[\"drain\",\"echo\"]").build(), BodyHandlers.ofString());
    console.begun.await();
    handler.close();
    assertThat(fields(answer.join())).containsEntry("code", "7");
  }

  /** As a drain of the page's own listener, whose last connection is the one that waits for it. */
  @Test
  void whatRunsGoesOnWhenTheConnectionThatWaitsForItIsCut() throws Exception {
    console.last = new CompletableFuture<>();
    client.sendAsync(permitted("[\"drain\",\"http\"]").build(), BodyHandlers.ofString());
    console.begun.await();
    server.unbind("http");
    while (!server.connections().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(console.last).isNotDone();
  }
}
