package org.kamaelia.benchmarks.scenarios;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.pekko.actor.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * Who is compared: a program that is started with a scenario and obeys lines of its standard input;
 * README.md says how.
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
  },

  VERTX_CONTEXT("Vert.x contexts") {
    @Override
    IntFunction<JvmPeer> inJvm() {
      return VertxContextPeer::new;
    }

    @Override
    String version() throws IOException {
      return VERTX.version();
    }
  },

  GO("Go") {
    @Override
    @Nullable String missing() {
      return output("go", "version") == null ? "apt-get install golang" : null;
    }

    @Override
    String version() throws IOException {
      require("go", "build", "-o", built("go"), programs("go/main.go"));
      return require("go", "version");
    }

    @Override
    List<String> command(Scenario scenario) throws IOException {
      return List.of(built("go"), scenario.id, Integer.toString(scenario.threads));
    }
  },

  ERLANG("Erlang") {
    @Override
    @Nullable String missing() {
      return output("erl", "+V") == null ? "apt-get install erlang-base" : null;
    }

    @Override
    String version() throws IOException {
      require("erlc", "-o", built(""), programs("erlang/kamaelia_peer.erl"));
      String print = "io:put_chars([erlang:system_info(system_version)]), halt().";
      return require("erl", "-noshell", "-eval", print);
    }

    @Override
    List<String> command(Scenario scenario) throws IOException {
      return List.of(
          "erl",
          "-noshell",
          "+S",
          Integer.toString(scenario.threads),
          "+P",
          "2000000",
          "-pa",
          built(""),
          "-s",
          "kamaelia_peer",
          "main",
          scenario.id);
    }
  },

  PYTHON("the original (Python)") {
    @Override
    @Nullable String missing() {
      return output("python3", "-c", "import Axon") == null
          ? "pip install kamaelia-axon, or PYTHONPATH=.../Code/Python/Axon of its repository"
          : null;
    }

    @Override
    String version() throws IOException {
      return require("python3", "-V");
    }

    @Override
    List<String> command(Scenario scenario) {
      return List.of("python3", programs("python/kamaelia_peer.py"), scenario.id);
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

  /** A program of ours for another language. */
  static String programs(String name) {
    return home().resolve("peers").resolve(name).toString();
  }

  /** Where what is built from them goes. */
  static String built(String name) throws IOException {
    return Files.createDirectories(home().resolve("target/peers")).resolve(name).toString();
  }

  private static Path home() {
    return Path.of(System.getProperty("benchmarks.home"));
  }

  /** What a short command prints. */
  static String require(String... command) throws IOException {
    String text = output(command);
    if (text == null) {
      throw new IOException("failed: " + String.join(" ", command));
    }
    return text;
  }

  /** What a short command prints; null if it cannot be run, or fails. */
  static @Nullable String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      return process.waitFor() == 0 ? text : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
