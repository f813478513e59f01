package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A terminal with a shell, whose keys are pressed and whose screen is read. */
final class Tmux implements AutoCloseable {
  private final Path socket;
  private final Kamaelia kamaelia;

  /**
   * Opens it, and waits for the shell's prompt.
   *
   * @param temp where the terminal's socket goes
   */
  Tmux(Path temp, Kamaelia kamaelia) throws Exception {
    socket = temp.resolve("tmux");
    this.kamaelia = kamaelia;
    run("new-session", "-d", "-x", "120", "-y", "50", "env PS1='sh> ' sh");
    await("sh> ");
  }

  /** Presses keys, as tmux names them. */
  void type(String... keys) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("send-keys"));
    words.addAll(List.of(keys));
    run(words.toArray(String[]::new));
  }

  /** Waits until that is on the screen. */
  void await(String shown) throws Exception {
    String[] screen = {""};
    Kamaelia.await(
        () -> shown + " in " + screen[0],
        () -> {
          // tmux cuts the blanks at a line's end
          screen[0] = run("capture-pane", "-p").strip() + " ";
          return screen[0].contains(shown);
        });
  }

  /** Runs a command of tmux's, and gives what it prints. */
  String run(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-S", socket.toString()));
    command.addAll(List.of("-f", "/dev/null"));
    command.addAll(List.of(words));
    Kamaelia.Result result = kamaelia.tool(Path.of("/dev/null"), command.toArray(String[]::new));
    assertThat(result.exitCode()).as(result::toString).isZero();
    return result.out();
  }

  @Override
  public void close() throws IOException {
    try {
      run("kill-server");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
