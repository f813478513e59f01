package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.launcher.Kamaelia.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
  private static final String CHANGES = "document.documentElement.dataset.access === 'open'";

  /** No button that changes something is shown. */
  private static final String NO_CHANGES =
      "[...document.querySelectorAll('.act')].every((it) => !it.checkVisibility())";

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
  void withATokenOfTheConsoleAListenerIsSuspendedAndResumed() throws Exception {
    chromium.open(kamaelia.console("page").lines().findFirst().orElseThrow());
    try {
      chromium.await("the token is taken", CHANGES);
      assertThat(chromium.evaluate("location.href")).isEqualTo("http://" + here + "/kamaelia/");
      press("suspend echo");
      chromium.await("it is asked for", has("dialog", "Suspend echo?", "nobody new gets in"));
      chromium.key("Enter");
      chromium.await("to decline comes first", "!document.querySelector('dialog')");
      assertThat(kamaelia.console("listeners")).containsPattern("(?m)^echo +serving");
      press("suspend echo");
      chromium.key("Tab");
      chromium.key("Enter");
      chromium.await("it is told", has("#outcome", "suspend echo", "is suspended"));
      chromium.await("it is seen", has("#listeners tr", "echo", "suspended"));
      assertThat(kamaelia.console("listeners")).containsPattern("(?m)^echo +suspended");
      press("resume echo");
      chromium.await("it serves", has("#outcome", "resume echo", "serves echo"));
      chromium.await("it is seen", has("#listeners tr", "echo", "serving"));
      assertThat(kamaelia.console("listeners")).containsPattern("(?m)^echo +serving");
      assertThat(Files.readString(kamaelia.base.resolve("var/log/audit.log")))
          .containsPattern("page of .* \\(console \\d+\\): suspend echo: listener echo at .* is")
          .doesNotContain("token=");
      assertThat(kamaelia.log()).doesNotContain("token=");
      assertThat(chromium.requests()).noneMatch(it -> it.contains("token"));
    } finally {
      press("lock");
    }
    chromium.await("the buttons are gone", NO_CHANGES);
  }

  @Test
  void aListenerIsMadeAndWhatTheConsoleRefusesIsShown() throws Exception {
    String address = kamaelia.console("page").lines().findFirst().orElseThrow();
    press("Enter it");
    chromium.evaluate("document.querySelector('dialog input').value = '%s'".formatted(address));
    chromium.evaluate("document.querySelector('dialog form').requestSubmit()");
    try {
      chromium.await("the token is taken", CHANGES);
      bind(Kamaelia.freePort());
      chromium.await("it is made", has("#outcome", "listener echo-2 serves echo"));
      chromium.await("it is seen", has("#listeners tr", "echo-2", "serving"));
      bind(70000);
      chromium.await("it is refused", has("#outcome[data-state=refused]", "is not a port"));
      press("unbind echo-2");
      chromium.await("it is asked for", has("dialog", "Take echo-2 away?"));
      chromium.evaluate("document.querySelector('dialog form').requestSubmit()");
      chromium.await("it is gone", has("#outcome", "listener echo-2 is gone"));
      assertThat(kamaelia.console("listeners")).doesNotContain("echo-2");
    } finally {
      press("lock");
    }
  }

  @Test
  void aConnectionIsClosedWhereItIsShown() throws Exception {
    chromium.open(kamaelia.console("page").lines().findFirst().orElseThrow());
    try (Socket closed = new Socket("127.0.0.1", kamaelia.port("echo"));
        Socket reset = new Socket("127.0.0.1", kamaelia.port("echo"))) {
      closed.setSoTimeout(30_000);
      reset.setSoTimeout(30_000);
      chromium.await("the token is taken", CHANGES);
      go("connections");
      String id = kamaelia.connection(closed);
      String button =
          "document.querySelector('[aria-label=\"close connection %s\"]')".formatted(id);
      chromium.await("it is seen", button);
      chromium.evaluate(button + ".focus()");
      chromium.key("Enter");
      chromium.await("it is asked for", has("dialog", "Close connection " + id + "?"));
      chromium.key("Enter");
      chromium.await("to decline comes first", "!document.querySelector('dialog')");
      assertThat(kamaelia.connection(closed)).isEqualTo(id);
      chromium.await("the focus is back", "document.activeElement === " + button);
      chromium.key("Enter");
      chromium.key("Tab");
      chromium.key("Enter");
      assertThat(closed.getInputStream().read()).as("the end").isEqualTo(-1);
      closed.shutdownOutput();
      chromium.await("it is told", has("#outcome", "close " + id, "is closed"));
      chromium.await("it is gone", "!%s?.checkVisibility()".formatted(button));
      String other = kamaelia.connection(reset);
      press("close connection " + other);
      chromium.evaluate("document.querySelector('dialog input').click()");
      chromium.await("it is shown", has("dialog code", "close " + other + " --reset"));
      chromium.evaluate("document.querySelector('dialog form').requestSubmit()");
      assertThatThrownBy(() -> reset.getInputStream().read()).isInstanceOf(SocketException.class);
      chromium.await("it is told", has("#outcome", "close " + other + " --reset", "is reset"));
      assertThat(kamaelia.console("connections"))
          .doesNotContainPattern("(?m)^ *%s +".formatted(id));
      assertThat(Files.readString(kamaelia.base.resolve("var/log/audit.log")))
          .containsPattern(
              "page of .* \\(console \\d+\\): close %1$s: connection %1$s is closed".formatted(id))
          .contains("close %1$s --reset: connection %1$s is reset".formatted(other));
    } finally {
      press("lock");
    }
    chromium.await("the buttons are gone", NO_CHANGES);
  }

  @Test
  void onAPhoneAConnectionCanBeClosed() throws Exception {
    chromium.open(kamaelia.console("page").lines().findFirst().orElseThrow());
    chromium.size(390, 800, true);
    try (Socket socket = new Socket("127.0.0.1", kamaelia.port("echo"))) {
      chromium.await("the token is taken", CHANGES);
      go("connections");
      chromium.await(
          "the button is on the screen",
          "document.scrollingElement.scrollWidth <= 390 &&"
              + " document.querySelector('#rows').scrollWidth <= 390 &&"
              + " document.querySelector('[aria-label=\"close connection %s\"]')"
                  .formatted(kamaelia.connection(socket))
              + "?.getBoundingClientRect().right <= 378");
    } finally {
      chromium.size(1280, 800, false);
      press("lock");
    }
  }

  @Test
  void faultsAreSetAndEndedAndTlsFilesReadAgain() throws Exception {
    chromium.open(kamaelia.console("page").lines().findFirst().orElseThrow());
    try {
      chromium.await("the token is taken", CHANGES);
      faults("slice=64 wobble=3");
      chromium.await("it is refused", has("#outcome[data-state=refused]", "wobble=3: there are"));
      faults("slice=64 seed=7");
      chromium.await("it is told", has("#outcome", "faults on purpose: slice=64 seed=7"));
      chromium.await("it is seen", has("#listeners tr", "echo", "serving, with faults"));
      press("faults echo");
      chromium.await(
          "they are there", "document.querySelector('dialog input').value === 'slice=64 seed=7'");
      press("End them");
      chromium.await("they have ended", has("#outcome", "faults echo off", "echo has no faults"));
      chromium.await("it is seen", "!" + has("#listeners tr", "with faults"));
      press("tls-reload");
      chromium.await("it is told", has("#outcome", "tls-reload", "no listeners with TLS"));
      assertThat(Files.readString(kamaelia.base.resolve("var/log/audit.log")))
          .containsPattern("page of .*: faults echo slice=64 seed=7: listener echo has faults")
          .containsPattern("page of .*: tls-reload: ");
    } finally {
      kamaelia.console("faults echo off");
      press("lock");
    }
  }

  private static void faults(String wanted) throws Exception {
    press("faults echo");
    chromium.evaluate("document.querySelector('dialog input').value = '%s'".formatted(wanted));
    chromium.evaluate("document.querySelector('dialog form').requestSubmit()");
  }

  @Test
  void withoutATokenNothingCanBeChanged() throws Exception {
    chromium.await("it says how", has("#changes .how", "page in the console gives one"));
    chromium.await("echo is there", has("#listeners tr", "echo", "serving"));
    chromium.await("there are no buttons", NO_CHANGES);
    String[] suspend = {"-H", "Content-Type: application/json", "-d", "[\"suspend\",\"echo\"]"};
    assertThat(answer("/kamaelia/change", with(suspend, "-H", "Origin: http://" + here)))
        .startsWith("HTTP/1.1 401 ")
        .contains("WWW-Authenticate: Bearer");
    assertThat(answer("/kamaelia/change", with(suspend, "-H", "Origin: http://evil.example")))
        .startsWith("HTTP/1.1 403 ");
    assertThat(kamaelia.console("listeners")).containsPattern("(?m)^echo +serving");
  }

  @Test
  void aTokenThatWasRevokedChangesNothing() throws Exception {
    chromium.open(kamaelia.console("page").lines().findFirst().orElseThrow());
    chromium.await("the token is taken", CHANGES);
    assertThat(kamaelia.console("page --revoke")).isEqualTo("the page's token is revoked\n");
    press("suspend echo");
    chromium.evaluate("document.querySelector('dialog form').requestSubmit()");
    chromium.await("it is refused", has("#outcome", "it takes a token that holds"));
    chromium.await("the buttons are gone", NO_CHANGES);
    assertThat(kamaelia.console("listeners")).containsPattern("(?m)^echo +serving");
    assertThat(chromium.complaints()).singleElement().asString().contains("401");
    chromium.complaints().clear();
  }

  private static void bind(int port) throws Exception {
    press("bind a listener");
    chromium.evaluate(
        """
        (() => {
          const [what, where, name] = document.querySelectorAll('dialog :is(select, input)');
          what.value = 'echo';
          where.value = '%d';
          name.value = 'echo-2';
          document.querySelector('dialog form').requestSubmit();
        })()
        """
            .formatted(port));
  }

  /** Presses a button by what it is called. */
  private static void press(String name) throws Exception {
    String all = "[...document.querySelectorAll('button')]";
    String one = all + ".find((it) => (it.ariaLabel ?? it.textContent) === '%s')".formatted(name);
    chromium.await("there is a button " + name, one);
    chromium.evaluate(one + ".click()");
  }

  private static String[] with(String[] some, String... more) {
    return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
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
