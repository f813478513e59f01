package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.net.ListenerSpec;

/** A command that is shown again and again. */
@Timeout(120)
class WatchTest extends ContainerTest {
  @BeforeEach
  void reset() {
    container.server.reset();
    container.server.protocol("echo", "1.0.0");
  }

  @Test
  void aScriptGetsOneLookAfterTheOther() throws Exception {
    assertThat(run("watch -n 0.1 -c 3 listeners"))
        .isEqualTo(new Operator.Answer(0, "no listeners\n".repeat(3), ""));
    container.server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:7007"));
    String table = run("listeners").out();
    assertThat(run("watch -n 0.1 -c 2 listeners").out()).isEqualTo((table + "\n").repeat(2));
  }

  @Test
  void optionsBehindTheCommandAreItsOwnAndJsonIsADocumentALine() throws Exception {
    assertThat(run("watch -n 0.1 -c 2 listeners --json").out()).isEqualTo("[]\n[]\n");
    assertThat(run("watch -n 0.1 -c 2 'protocols | grep echo'").out().lines()).hasSize(2);
    assertThat(run("watch -n 0.1 -c 2 listeners --json | wc -l").out()).contains("2");
  }

  @Test
  void aFirstLookThatFailsEndsIt() throws Exception {
    assertThat(run("watch listner").code()).isEqualTo(127);
    assertThat(run("watch unbind echo").err())
        .isEqualTo("no listener echo; there is none at all\n");
    assertThat(run("watch -n soon listeners").err())
        .isEqualTo("-n takes seconds, 0.1 at least, not soon\n");
    assertThat(run("watch -n 0 listeners").code()).isEqualTo(1);
    assertThat(run("watch -c 0 listeners").err())
        .isEqualTo("-c takes a number, 1 at least, not 0\n");
    assertThat(run("watch").err()).startsWith("watch needs more words; usage: watch");
  }

  @Test
  void controlCEndsTheWatchAndNotTheConsole() throws Exception {
    try (Operator operator = new Operator(socket)) {
      operator.send('t', "xterm 100 10 -");
      int at = operator.expect("kamaelia> ", 0);
      operator.send('i', "watch -n 0.1 protocols\r");
      at = operator.expect("every 100 ms: protocols", at);
      at = operator.expect("echo", at);
      container.server.protocol("time", "1.1.0");
      at = operator.expect("time", at);
      for (int i = 0; i < 20; i++) {
        container.server.protocol("p" + i, "1.0.0");
      }
      at = operator.expect("more lines", at);
      operator.send('i', "\003");
      at = operator.expect("kamaelia> ", at);
      operator.send('i', "echo still here\r");
      at = operator.expect("\nstill here", at);
      operator.send('i', "\004");
      assertThat(operator.exitCode()).isZero();
    }
  }

  @Test
  void controlCEndsALookThatIsStuck() throws Exception {
    try (Operator operator = new Operator(socket)) {
      operator.send('t', "xterm 100 10 -");
      int at = operator.expect("kamaelia> ", 0);
      container.server.stuck = true;
      operator.send('i', "watch connections\r");
      assertThat(container.server.waiting.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      operator.send('i', "\003");
      operator.expect("kamaelia> ", at + "watch connections".length());
    }
  }

  @Test
  void aLaterLookThatFailsIsShownSo() throws Exception {
    try (Operator operator = new Operator(socket)) {
      operator.send('r', "watch -n 0.1 -c 1000 topology");
      operator.expect("net-loop-0", 0);
      container.server.broken = true;
      operator.expectError("out of order");
      container.server.broken = false;
      operator.expect("net-loop-0", operator.screen().length());
    }
  }

  private static Operator.Answer run(String line) throws Exception {
    return Operator.run(socket, line);
  }
}
