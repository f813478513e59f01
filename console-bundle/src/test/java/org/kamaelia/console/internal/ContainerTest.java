package org.kamaelia.console.internal;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A test in a container, which all of its methods share. */
abstract class ContainerTest {
  @TempDir static Path folder;
  static Path socket;
  static Container container;

  @BeforeAll
  static void startContainer() throws Exception {
    socket = folder.resolve("console.sock");
    container = new Container(folder.resolve("cache"), socket.toString());
  }

  @AfterAll
  static void stopContainer() throws Exception {
    container.stop();
  }
}
