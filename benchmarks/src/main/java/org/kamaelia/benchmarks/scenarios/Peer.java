package org.kamaelia.benchmarks.scenarios;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.pekko.actor.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * Who is compared. A peer is a program that is started with a scenario's name and a number of
 * threads. It answers each line of its standard input, a count of operations, with {@code count=N
 * nanos=N}: how many it saw done, and how long they took; or with {@code unsupported}.
 */
enum Peer {
  AXON("Axon") {
    @Override
    IntFunction<JvmPeer> inJvm() {
      return AxonPeer::new;
    }

    @Override
    String version() {
      return "this checkout";
    }
  },

  THREADS("virtual threads, ArrayBlockingQueue") {
    @Override
    IntFunction<JvmPeer> inJvm() {
      return threads -> new ThreadsPeer();
    }

    @Override
    String version() {
      return "JDK " + Runtime.version();
    }
  },

  PEKKO("Pekko actors") {
    @Override
    IntFunction<JvmPeer> inJvm() {
      return PekkoPeer::new;
    }

    @Override
    String version() {
      return ActorSystem.Version() + ", classic actors";
    }
  },

  STREAMS("Pekko Streams") {
    @Override
    IntFunction<JvmPeer> inJvm() {
      return PekkoStreamsPeer::new;
    }

    @Override
    String version() {
      return ActorSystem.Version();
    }
  },

  VERTX("Vert.x event bus") {
    @Override
    IntFunction<JvmPeer> inJvm() {
      return VertxPeer::new;
    }

    @Override
    String version() {
      return Vertx.class.getPackage().getImplementationVersion();
    }
  };

  /** As in the report. */
  final String title;

  Peer(String title) {
    this.title = title;
  }

  /** What is measured, and its version. Called when it is {@linkplain #missing not missing}. */
  abstract String version() throws IOException;

  /**
   * How to make it in this JVM, for a number of threads; null if it is a program of another kind.
   */
  @Nullable IntFunction<JvmPeer> inJvm() {
    return null;
  }

  /** How to install it, if it is not. */
  @Nullable String missing() {
    return null;
  }

  /** The program and its arguments. */
  List<String> command(Scenario scenario) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseG1GC",
            "-XX:+UseCompactObjectHeaders",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Djdk.virtualThreadScheduler.parallelism=" + scenario.threads,
            "-Djdk.virtualThreadScheduler.maxPoolSize=" + scenario.threads,
            "-cp",
            System.getProperty("java.class.path"),
            Scenarios.class.getName(),
            name(),
            scenario.id));
    return words;
  }

  /** The folder of our programs for other languages. */
  static Path programs() {
    return Path.of(System.getProperty("benchmarks.home"), "peers");
  }

  /** The folder for what is built from them. */
  static Path built() throws IOException {
    return Files.createDirectories(Path.of(System.getProperty("benchmarks.home"), "target/peers"));
  }

  /** What a short command prints; null if it cannot be run. */
  static @Nullable String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? text : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
