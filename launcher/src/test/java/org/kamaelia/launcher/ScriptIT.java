package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script, with Javas, folders and a Maven that the test makes up. */
@Timeout(120)
class ScriptIT {

  private static final Path DIST = Path.of(System.getProperty("kamaelia.dist"));
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  private record Result(int exitCode, String out, String err) {}

  @TempDir Path temp;
  private Path script;
  private final Map<String, String> environment = new HashMap<>();

  /** The script, but that it looks for Javas below the test's folder. */
  @BeforeEach
  void script() throws IOException {
    script = temp.resolve("checkout/kamaelia");
    Files.createDirectories(script.getParent());
    executable(
        script,
        Files.readString(DIST.resolve("bin/kamaelia"))
            .replace(" /usr/lib/jvm/*", " " + temp.resolve("jvm") + "/*")
            .replace(" /opt/*", " " + temp.resolve("opt") + "/*")
            .replace(" /Library/", " " + temp.resolve("Library") + "/"));
    environment.put("HOME", temp.resolve("home").toString());
    environment.put("PATH", "");
    environment.put("JAVA_HOME", "");
  }

  @Test
  void shellcheckHasNothingToSay() throws Exception {
    environment.put("PATH", System.getenv("PATH"));
    assertThat(run("shellcheck", DIST.resolve("bin/kamaelia").toString()))
        .isEqualTo(new Result(0, "", ""));
  }

  @Test
  void withoutJavaOneLineSaysWhatToInstall() throws Exception {
    java("jvm/old", "17.0.15");
    Result result = kamaelia("status");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).startsWith("kamaelia: no JDK 25 or newer ").contains("install one");
    assertThat(result.err().lines()).hasSize(1);
  }

  @Test
  void javaIsFoundInTheUsualFolders() throws Exception {
    for (String folder :
        List.of(
            "jvm/b",
            "opt/b",
            "opt/java/b",
            "home/.sdkman/candidates/java/b",
            "Library/Java/JavaVirtualMachines/b/Contents/Home")) {
      java(Path.of(folder).resolveSibling("a").toString(), "24.0.2");
      Path java = java(folder, "26.0.1");
      assertThat(kamaelia("java")).isEqualTo(new Result(0, java + "\n", ""));
      Files.delete(java);
    }
  }

  @Test
  void javaHomeComesFirstUnlessItIsTooOld() throws Exception {
    Path usual = java("jvm/b", "25");
    Path home = java("mine", "25.0.3");
    environment.put("JAVA_HOME", temp.resolve("mine").toString());
    assertThat(kamaelia("java").out()).isEqualTo(home + "\n");
    java("mine", "21.0.1");
    assertThat(kamaelia("java").out()).isEqualTo(usual + "\n");
  }

  @Test
  void javaWithoutReleaseFileIsAskedItself() throws Exception {
    Path java = java("jvm/b", null);
    executable(java, "echo 'openjdk version \"26-ea\" 2026-03-17' >&2");
    assertThat(kamaelia("java").out()).isEqualTo(java + "\n");
    executable(java, "echo 'java version \"1.8.0_402\"' >&2");
    assertThat(kamaelia("java").exitCode()).isEqualTo(1);
  }

  @Test
  void javaOnThePathIsFoundWhereItReallyIs() throws Exception {
    Path java = java("elsewhere", "25.0.1");
    Path bin = Files.createDirectories(temp.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("java"), java);
    environment.put("PATH", bin + ":" + System.getenv("PATH"));
    assertThat(kamaelia("java").out()).isEqualTo(java + "\n");
  }

  @Test
  void scriptIsFoundThroughALink() throws Exception {
    checkout();
    Path link = Files.createSymbolicLink(temp.resolve("link"), script);
    assertThat(run(link.toString(), "status").out())
        .isEqualTo("no server runs in " + script.resolveSibling("server") + "\n");
  }

  @Test
  void optionsInJavaOptsReachTheServerOnly() throws Exception {
    environment.put("PATH", System.getenv("PATH"));
    environment.put("JAVA_HOME", JAVA_HOME.toString());
    environment.put("JAVA_OPTS", "-XX:+UseZGC -XshowSettings:properties -Dhere=yes");
    String dist = DIST.resolve("bin/kamaelia").toString();
    assertThat(run(dist, "start", "--help").err()).contains("here = yes");
    assertThat(run(dist, "status", "--help").err()).isEmpty();
    assertThat(run(dist, "start", "--daemon", "--help").err()).isEmpty();
  }

  @Test
  void checkoutWithoutMavenSaysSoInOneLine() throws Exception {
    checkout();
    Files.delete(temp.resolve("bin/mvn"));
    Result result = kamaelia("status");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).startsWith("kamaelia: ").contains("install Apache Maven");
    assertThat(result.err().lines()).hasSize(1);
  }

  @Test
  void checkoutIsBuiltWhenItHasNoDistribution() throws Exception {
    checkout();
    Result result = kamaelia("status");
    assertThat(result.err()).contains("builds with mvn");
    assertThat(result.out())
        .isEqualTo("no server runs in " + script.resolveSibling("server") + "\n");
    assertThat(builds()).isEqualTo(1);
    assertThat(kamaelia("start", "--help").err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void startBuildsAgainAfterAChangeAndStopDoesNot() throws Exception {
    Path source = checkout();
    kamaelia("status");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    kamaelia("stop");
    assertThat(builds()).isEqualTo(1);
    kamaelia("start", "--help");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void buildThatFailsStartsNothing() throws Exception {
    checkout();
    executable(temp.resolve("bin/mvn"), "echo 'COMPILATION ERROR' >&2; exit 1");
    Result result = kamaelia("start");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("COMPILATION ERROR", "kamaelia: the build failed");
  }

  /** Makes the script's folder a checkout, and a Maven that builds it by copying. */
  private Path checkout() throws IOException {
    Path root = script.getParent();
    Files.writeString(root.resolve("pom.xml"), "");
    Path source = root.resolve("net-bundle/src/main/java/A.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "");
    Path mvn = temp.resolve("bin/mvn");
    Files.createDirectories(mvn.getParent());
    executable(
        mvn,
        """
        echo "$@" >>%s
        mkdir -p launcher/target
        rm -rf launcher/target/kamaelia
        cp -R %s launcher/target/
        """
            .formatted(temp.resolve("builds"), DIST));
    environment.put("JAVA_HOME", JAVA_HOME.toString());
    // no mvn but this
    Path tools = Files.createDirectories(temp.resolve("tools"));
    for (String tool : List.of("find", "readlink", "mkdir", "rm", "cp")) {
      executable(tools.resolve(tool), "exec %s \"$@\"".formatted(which(tool)));
    }
    environment.put("PATH", mvn.getParent() + ":" + tools);
    return source;
  }

  private static Path which(String tool) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private int builds() throws IOException {
    return Files.readAllLines(temp.resolve("builds")).size();
  }

  /** A folder that looks like a Java of a version. */
  private Path java(String folder, String version) throws IOException {
    Path home = temp.resolve(folder);
    Path java = home.resolve("bin/java");
    Files.createDirectories(java.getParent());
    executable(java, "");
    if (version != null) {
      Files.writeString(
          home.resolve("release"),
          "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nX=\"1\"\n");
    }
    return java;
  }

  private static void executable(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Result kamaelia(String... words) throws IOException, InterruptedException {
    return run(
        Stream.concat(Stream.of(script.toString()), Stream.of(words)).toArray(String[]::new));
  }

  private Result run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(temp.resolve("out").toFile())
            .redirectError(temp.resolve("err").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(Kamaelia.SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Result(
        process.exitValue(),
        Files.readString(temp.resolve("out")),
        Files.readString(temp.resolve("err")));
  }
}
