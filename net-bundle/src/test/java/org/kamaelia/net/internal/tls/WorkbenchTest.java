package org.kamaelia.net.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Where the long work of handshakes is done. */
class WorkbenchTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void itsThreadsStandBehindTheOthersOfTheProcess() throws Exception {
    try (Workbench bench = new Workbench(1, 1)) {
      CompletableFuture<Integer> there =
          CompletableFuture.supplyAsync(this::niceness, bench::execute);
      assertThat(there.get()).isEqualTo(Math.min(19, niceness() + 10));
    }
  }

  /** Of the thread that asks; proc(5): the 19th field, the 17th behind the name. */
  private int niceness() {
    try {
      String all = Files.readString(Path.of("/proc/thread-self/stat"));
      return Integer.parseInt(all.substring(all.lastIndexOf(')') + 2).split(" ")[16]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
