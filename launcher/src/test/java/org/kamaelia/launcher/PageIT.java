package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.launcher.Kamaelia.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser, with the distribution. */
@Timeout(300)
class PageIT {
  @TempDir static Path temp;
  private static Kamaelia kamaelia;
  private static Chromium chromium;
  private static String here;

  @BeforeAll
  static void start() throws Exception {
    kamaelia = new Kamaelia(temp);
    kamaelia.startDaemon();
    here = "127.0.0.1:" + kamaelia.port("http");
    await("WebSocket is there", () -> answer("/kamaelia/live").startsWith("HTTP/1.1 426 "));
    chromium = new Chromium(temp.resolve("chromium"));
  }

  @AfterAll
  static void end() throws Exception {
    if (chromium != null) {
      chromium.close();
    }
    kamaelia.close();
  }

  @BeforeEach
  void open() throws Exception {
    chromium.open("http://" + here + "/kamaelia/");
    chromium.await("it is told", "document.querySelector('#state').dataset.state === 'well'");
  }

  @AfterEach
  void nothingWasWrongAndNoRequestHasLeftTheServer() {
    assertThat(chromium.complaints()).isEmpty();
    assertThat(chromium.requests())
        .isNotEmpty()
        .allMatch(it -> it.startsWith("http://" + here + "/") || it.startsWith("ws://" + here));
  }

  @Test
  void theOverviewHasListenersProtocolsAndLoops() throws Exception {
    chromium.await("echo serves", has("#listeners tr", "echo", "serving"));
    chromium.await("http is there", has("#protocols tr", "http", "org.kamaelia.protocol.http"));
    chromium.await("a loop turns", has("#loops tr", "net-loop-0", "turns"));
    chromium.await("there are plots", "document.querySelectorAll('#plots canvas').length === 4");
  }

  @Test
  void aConnectionComesIsLookedAtAndGoes() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", kamaelia.port("echo"))) {
      go("topology");
      chromium.await("it is there", has(".area", "echo: echo", "1 connection", "2 components"));
      go("connections");
      chromium.evaluate("document.querySelector('#search').focus()");
      chromium.evaluate(
          "document.execCommand('insertText', false, ':%d')".formatted(socket.getLocalPort()));
      chromium.await("it is found", has("#found", "1 of "));
      chromium.await("TCP_INFO is there", has(".sheet .row .rtt", "s"));
      chromium.evaluate("document.querySelector('.sheet .row').click()");
      chromium.await("its boxes are there", has("#detail tr", "Echo.inbox", "0 of "));
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
      chromium.await("what moves is seen", has("#detail .facts", "received5 B"));
    }
    chromium.await("it has gone", "document.querySelector('#detail.ended')");
  }

  @Test
  void areasOpenAndCloseByKeyboard() throws Exception {
    go("topology");
    chromium.await("they are there", has(".area", "The server itself"));
    chromium.evaluate("document.querySelector('.area:last-child button').focus()");
    chromium.key("Enter");
    String expanded = "document.querySelector('.area:last-child button').ariaExpanded === '%s'";
    chromium.await("it is closed", expanded.formatted(false));
    chromium.key("Enter");
    chromium.await("it is open", expanded.formatted(true));
    chromium.key("Tab");
    chromium.key("ArrowRight");
    chromium.key("Enter");
    chromium.await("a group is shown", has("#detail h3", "net/"));
  }

  @Test
  void aSwapIsSeenStepByStepAndThePageGoesOnAfterItsOwn() throws Exception {
    go("deployments");
    chromium.await("all run", has(".file[data-state=running]", "http.jar"));
    deployAnother("echo.jar");
    chromium.await(
        "it was moved, and the old one is gone",
        step("echo.jar", "move") + " && " + step("echo.jar", "uninstall"));
    deployAnother("websocket.jar");
    chromium.await("it goes on", step("websocket.jar", "start"));
    chromium.await("it is told", "document.querySelector('#state').dataset.state === 'well'");
    go("log");
    chromium.await("the log says so", has("#lines li", "deployed websocket.jar"));
  }

  @Test
  void darkAndOnAPhoneItFits() throws Exception {
    chromium.dark(true);
    chromium.size(390, 800, true);
    try {
      for (String view : List.of("overview", "topology", "connections", "deployments", "log")) {
        go(view);
        chromium.await(
            view + " is no wider than the screen",
            "document.scrollingElement.scrollWidth <= 390 &&"
                + " getComputedStyle(document.documentElement).backgroundColor === 'rgb(20, 23,"
                + " 28)'");
      }
    } finally {
      chromium.dark(false);
      chromium.size(1280, 800, false);
    }
  }

  @Test
  void strangersAreRefused() throws Exception {
    assertThat(answer("/kamaelia/", "-H", "Host: evil.example")).startsWith("HTTP/1.1 421 ");
    assertThat(
            answer(
                "/kamaelia/live",
                "-H",
                "Connection: Upgrade",
                "-H",
                "Upgrade: websocket",
                "-H",
                "Sec-WebSocket-Version: 13",
                "-H",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "-H",
                "Origin: http://evil.example"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(answer("/")).startsWith("HTTP/1.1 404 ");
  }

  private static void go(String view) throws Exception {
    chromium.evaluate("location.hash = '%s'".formatted(view));
  }

  /** Whether an element has all of these texts. */
  private static String has(String selector, String... texts) {
    StringBuilder all = new StringBuilder();
    for (String text : texts) {
      all.append(" && it.textContent.includes('%s')".formatted(text));
    }
    return "[...document.querySelectorAll('%s')].some((it) => true%s)".formatted(selector, all);
  }

  private static String step(String file, String step) {
    return "document.querySelector('[aria-label=\"steps of %s\"] li[title^=\"%s passed\"]')"
        .formatted(file, step);
  }

  /** The same bundle with something more in it. */
  private static void deployAnother(String file) throws IOException {
    Path jar = kamaelia.base.resolve("deploy").resolve(file);
    Path other = temp.resolve(file);
    try (var in = new ZipInputStream(Files.newInputStream(jar));
        var out = new ZipOutputStream(Files.newOutputStream(other))) {
      for (ZipEntry it = in.getNextEntry(); it != null; it = in.getNextEntry()) {
        out.putNextEntry(new ZipEntry(it.getName()));
        in.transferTo(out);
      }
      out.putNextEntry(new ZipEntry("another.txt"));
    }
    Files.move(other, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What curl is answered, with its head. */
  private static String answer(String path, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-i", "-m", "10"));
    command.addAll(List.of(options));
    command.add("http://" + here + path);
    return kamaelia.tool(Path.of("/dev/null"), command.toArray(String[]::new)).out();
  }
}
