package org.kamaelia.launcher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A browser without a window, driven by its DevTools protocol. */
final class Chromium {
  /** The program, with what it takes to run here and to ask nobody elsewhere. */
  static final List<String> COMMAND =
      List.of(
          "chromium",
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket tools;
  private final BlockingQueue<Map<?, ?>> answers = new LinkedBlockingQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private int number;

  /**
   * Starts it.
   *
   * @param profile a new folder
   */
  Chromium(Path profile) throws Exception {
    List<String> command = new ArrayList<>(COMMAND);
    command.add("--remote-debugging-port=0");
    command.add("--user-data-dir=" + profile);
    command.add("about:blank");
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolveSibling(profile.getFileName() + ".log").toFile())
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    Kamaelia.await("the browser is there", () -> Files.exists(port) && Files.size(port) > 0);
    String at = "127.0.0.1:" + Files.readAllLines(port).getFirst();
    var list = HttpRequest.newBuilder(URI.create("http://" + at + "/json/list")).build();
    List<?> pages = (List<?>) parse(client.send(list, BodyHandlers.ofString()).body());
    String page =
        pages.stream()
            .map(it -> (Map<?, ?>) it)
            .filter(it -> "page".equals(it.get("type")))
            .map(it -> (String) it.get("webSocketDebuggerUrl"))
            .findFirst()
            .orElseThrow();
    tools = client.newWebSocketBuilder().buildAsync(URI.create(page), new Ear()).join();
    ask("Page.enable", "{}");
    ask("Network.enable", "{}");
    ask("Runtime.enable", "{}");
    ask("Log.enable", "{}");
  }

  /** Goes to a page. */
  void open(String url) throws Exception {
    ask("Page.navigate", "{\"url\":%s}".formatted(quoted(url)));
    await("the page is there", "document.readyState === 'complete'");
  }

  /** What an expression of JavaScript gives. */
  Object evaluate(String expression) throws Exception {
    Map<?, ?> result =
        ask(
            "Runtime.evaluate",
            "{\"returnByValue\":true,\"awaitPromise\":true,\"expression\":%s}"
                .formatted(quoted(expression)));
    if (result.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
    }
    return ((Map<?, ?>) result.get("result")).get("value");
  }

  /** The text of the first element. */
  String text(String selector) throws Exception {
    return String.valueOf(
        evaluate("document.querySelector(%s)?.textContent ?? ''".formatted(quoted(selector))));
  }

  /** Waits until a condition in JavaScript holds. */
  void await(String what, String condition) throws Exception {
    try {
      Kamaelia.await(what, () -> Boolean.TRUE.equals(evaluate("Boolean(%s)".formatted(condition))));
    } catch (AssertionError e) {
      throw new AssertionError(
          "%s%nunless %s%n%s%n%s"
              .formatted(
                  e.getMessage(), condition, complaints, evaluate("document.body.innerText")),
          e);
    }
  }

  void size(int width, int height, boolean phone) throws Exception {
    ask(
        "Emulation.setDeviceMetricsOverride",
        "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":%s}"
            .formatted(width, height, phone));
  }

  void dark(boolean dark) throws Exception {
    ask(
        "Emulation.setEmulatedMedia",
        "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"}]}"
            .formatted(dark ? "dark" : "light"));
  }

  void key(String key) throws Exception {
    for (String type : List.of("keyDown", "keyUp")) {
      ask(
          "Input.dispatchKeyEvent",
          "{\"type\":\"%s\",\"key\":\"%s\",\"code\":\"%s\"%s}"
              .formatted(type, key, key, key.equals("Enter") ? ",\"text\":\"\\r\"" : ""));
    }
  }

  void screenshot(Path png) throws Exception {
    String data = (String) ask("Page.captureScreenshot", "{\"format\":\"png\"}").get("data");
    Files.write(png, Base64.getDecoder().decode(data));
  }

  /** The URLs of all requests so far. */
  List<String> requests() {
    return requests;
  }

  /** Errors, and what was refused by the page's policy. */
  List<String> complaints() {
    return complaints;
  }

  private Map<?, ?> ask(String method, String parameters) throws Exception {
    int mine = ++number;
    tools
        .sendText(
            "{\"id\":%d,\"method\":\"%s\",\"params\":%s}".formatted(mine, method, parameters), true)
        .join();
    while (true) {
      Map<?, ?> answer = answers.poll(Kamaelia.SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new AssertionError("no answer to " + method);
      }
      if (((Number) answer.get("id")).intValue() == mine) {
        if (answer.get("error") != null) {
          throw new AssertionError(method + ": " + answer.get("error"));
        }
        return (Map<?, ?>) answer.get("result");
      }
    }
  }

  private void hear(Map<?, ?> message) {
    if (message.containsKey("id")) {
      answers.add(message);
      return;
    }
    Map<?, ?> parameters = (Map<?, ?>) message.get("params");
    switch ((String) message.get("method")) {
      case "Network.requestWillBeSent" ->
          requests.add((String) ((Map<?, ?>) parameters.get("request")).get("url"));
      case "Network.webSocketCreated" -> requests.add((String) parameters.get("url"));
      case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
      case "Runtime.consoleAPICalled" -> {
        if (parameters.get("type").equals("error")) {
          complaints.add(parameters.toString());
        }
      }
      case "Log.entryAdded" -> {
        if (((Map<?, ?>) parameters.get("entry")).get("level").equals("error")) {
          complaints.add(parameters.toString());
        }
      }
      default -> {}
    }
  }

  void close() throws InterruptedException {
    client.shutdownNow();
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private final class Ear implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          hear((Map<?, ?>) parse(text.toString()));
        } catch (IOException e) {
          complaints.add(e.toString());
        }
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  private static Object parse(String json) throws IOException {
    try (JsonParser in = new JsonFactory().createParser(json)) {
      in.nextToken();
      return value(in);
    }
  }

  private static Object value(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String name = in.currentName();
          in.nextToken();
          fields.put(name, value(in));
        }
        yield fields;
      }
      case START_ARRAY -> {
        List<Object> values = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          values.add(value(in));
        }
        yield values;
      }
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }
}
