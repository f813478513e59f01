package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.Deployment.State;
import org.kamaelia.deploy.samples.Good;
import org.kamaelia.deploy.samples.Silent;
import org.kamaelia.deploy.samples.SlowStart;
import org.kamaelia.deploy.samples.Throwing;
import org.osgi.framework.Bundle;

/** What becomes of a file that comes. */
class DeployTest extends DeployingTest {
  @Test
  void aNewJarRuns() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("one"));
    Deployment a = it.await("a.jar", State.RUNNING);
    assertThat(a.bundle()).isEqualTo("sample");
    assertThat(a.version()).isEqualTo("1.0.0");
    assertThat(a.reason()).isEmpty();
    assertThat(it.bundle(a).getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(it.texts()).containsExactly("one");
    it.await(() -> it.lines.size() == 1);
    assertThat(it.lines.getFirst())
        .matches(
            "deployed a.jar: sample 1.0.0 \\(bundle "
                + a.bundleId()
                + "\\) in \\d+ ms; whole \\d+ ms, valid \\d+ ms, install \\d+ ms, resolve \\d+ ms,"
                + " start \\d+ ms");
  }

  @Test
  void jarsThatAreThereAtTheStartRunInNameOrderAndABadOneHarmsNone() throws Exception {
    it = new Deploying(temp, limits(Deploying.QUICK.quiet(), LONG, LONG));
    for (String name : List.of("d", "b", "a", "e")) {
      it.put(name + ".jar", SampleJar.of(name));
    }
    it.put("c.jar", new byte[100]);
    it.start();
    it.await("e.jar", State.RUNNING);
    assertThat(it.bundles().stream().map(bundle -> bundle.getHeaders("").get("Text")))
        .containsExactly("a", "b", "d", "e");
    assertThat(it.deployment("c.jar").reason()).startsWith("whole: ");
  }

  @Test
  void aSlowCopyWaitsUntilItIsWhole() throws Exception {
    start(LONG, LONG);
    byte[] bytes = SampleJar.of("slow").bytes();
    Path file = it.path.resolve("a.jar");
    try (var out =
        Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int part = 0; part < 4; part++) {
        it.await(() -> it.deployment("a.jar") != null);
        Deployment before = it.deployment("a.jar");
        int from = part * bytes.length / 4;
        int to = (part + 1) * bytes.length / 4;
        out.write(ByteBuffer.wrap(bytes, from, to - from));
        if (part < 3) {
          // looked into, and left alone
          it.await(
              () ->
                  it.deployment("a.jar").since().isAfter(before.since())
                      && !it.deployment("a.jar").reason().isEmpty());
          assertThat(it.deployment("a.jar").state()).isEqualTo(State.INCOMPLETE);
        }
      }
    }
    it.await("a.jar", State.RUNNING);
    assertThat(it.linesThatStart("rejected")).isEmpty();
  }

  @Test
  void aTruncatedJarIsRejectedAndNamedOnce() throws Exception {
    start();
    it.put("a.jar", Arrays.copyOf(SampleJar.of("cut").bytes(), 500));
    Deployment a = it.await("a.jar", State.REJECTED);
    assertThat(a.reason()).startsWith("whole: ");
    assertThat(a.bundle()).isEmpty();
    it.awaitLine("rejected a.jar: whole: ");
    // many a rescan later
    it.put("b.jar", SampleJar.of("b"));
    it.await("b.jar", State.RUNNING);
    assertThat(it.linesThatStart("rejected")).hasSize(1);
    // touched it is tried again
    Files.setLastModifiedTime(it.path.resolve("a.jar"), FileTime.fromMillis(0));
    it.await(() -> it.linesThatStart("rejected").size() == 2);
  }

  @Test
  void randomBytesAreRejected() throws Exception {
    start();
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    byte[] bytes = new byte[5000];
    new Random(seed).nextBytes(bytes);
    it.put("a.jar", bytes);
    assertThat(it.await("a.jar", State.REJECTED).reason()).startsWith("whole: ");
  }

  @Test
  void aJarThatIsNoBundleIsRejected() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("plain").header("Bundle-SymbolicName", null));
    assertThat(it.await("a.jar", State.REJECTED).reason())
        .isEqualTo("valid: Bundle-SymbolicName is null");
    assertThat(it.bundles()).isEmpty();
  }

  @Test
  void aMissingPackageIsNamedInOneLine() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("a").header("Import-Package", "org.absent;version=\"[1.2,2)\""));
    assertThat(it.await("a.jar", State.REJECTED).reason())
        .isEqualTo(
            "resolve: missing requirement osgi.wiring.package; "
                + "(&(osgi.wiring.package=org.absent)(version>=1.2.0)(!(version>=2.0.0)))");
    it.await(() -> it.bundles().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exception | java.lang.Exception: out of luck at"
            + " org.kamaelia.deploy.samples.Throwing.start",
        "error | java.lang.LinkageError: out of luck at org.kamaelia.deploy.samples.Throwing.start",
        "overflow | java.lang.StackOverflowError at ",
        "hostile | ",
      })
  void whateverAnActivatorThrowsOnlyItsJarIsRejected(String what, String reason) throws Exception {
    start();
    it.put(
        "a.jar",
        SampleJar.of(what, Throwing.class, Class.forName(Throwing.class.getName() + "$Hostile")));
    assertThat(it.await("a.jar", State.REJECTED).reason())
        .startsWith("start: " + (reason == null ? "" : reason));
    it.await(() -> it.bundles().isEmpty());
    it.put("a.jar", SampleJar.of("good"));
    it.await("a.jar", State.RUNNING);
  }

  @Test
  void anEventWithoutAChangeIsNoReasonToTryARejectedJarAgain() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("error", Throwing.class));
    it.await("a.jar", State.REJECTED);
    Path file = it.path.resolve("a.jar");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    for (int i = 1; i <= 3; i++) {
      it.put(i + ".jar", SampleJar.of("" + i));
      // one number after the other: nothing else was installed
      assertThat(it.await(i + ".jar", State.RUNNING).bundleId()).isEqualTo(1 + i);
    }
  }

  @Test
  void twoFilesWithTheSameBundleBothRun() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("same"));
    it.await("a.jar", State.RUNNING);
    it.put("b.jar", SampleJar.of("same"));
    it.await("b.jar", State.RUNNING);
    assertThat(it.texts()).containsExactly("same", "same");
    it.delete("b.jar");
    it.awaitLine("removed b.jar");
    assertThat(it.texts()).containsExactly("same");
    assertThat(it.deployment("a.jar").state()).isEqualTo(State.RUNNING);
  }

  @Test
  void aStartThatHangsIsRejectedAndHoldsUpNobody() throws Exception {
    start(LONG, Duration.ofSeconds(3));
    var latch = new CountDownLatch(1);
    it.context().registerService(CountDownLatch.class, latch, null);
    it.put("a.jar", SampleJar.of("stubborn", SlowStart.class, Good.class));
    it.await(() -> it.bundles().size() == 1);
    it.put("b.jar", SampleJar.of("b1"));
    Deployment b = it.await("b.jar", State.RUNNING);
    it.put("b.jar", SampleJar.of("b2"));
    it.awaitOther(b);
    it.awaitLine("replaced b.jar");
    it.put("c.jar", SampleJar.of("c"));
    it.await("c.jar", State.RUNNING);
    it.delete("c.jar");
    it.awaitLine("removed c.jar");

    Deployment a = it.await("a.jar", State.REJECTED);
    assertThat(a.reason())
        .startsWith(
            "start: does not return within 3000 ms at org.kamaelia.deploy.samples.SlowStart.start");
    it.put("a.jar", SampleJar.of("a"));
    it.await("a.jar", State.RUNNING);
    assertThat(it.bundles()).as("%s", it.lines).hasSize(3);
    latch.countDown();
    it.await(() -> it.bundles().size() == 2);
    assertThat(it.texts()).containsExactly("a", "b2");
  }

  @Test
  void atTheBeginningAStartThatHangsHoldsUpTheNextNotForLong() throws Exception {
    it = new Deploying(temp, Deploying.QUICK);
    var latch = new CountDownLatch(1);
    it.context().registerService(CountDownLatch.class, latch, null);
    it.put("a.jar", SampleJar.of("a", SlowStart.class, Good.class));
    it.put("b.jar", SampleJar.of("b"));
    it.start();
    it.await("b.jar", State.RUNNING);
    assertThat(it.deployment("a.jar").state()).isEqualTo(State.INCOMPLETE);
    latch.countDown();
    it.await("a.jar", State.RUNNING);
  }

  @Test
  void aStartThatHangsIsInterrupted() throws Exception {
    start(LONG, Duration.ofMillis(300));
    it.context().registerService(CountDownLatch.class, new CountDownLatch(1), null);
    it.put("a.jar", SampleJar.of("a", SlowStart.class, Good.class));
    it.await("a.jar", State.REJECTED);
    it.await(() -> it.bundles().isEmpty());
  }

  @Test
  void aBundleWithoutAServiceRunsWithAWarning() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("", Silent.class));
    it.await("a.jar", State.RUNNING);
    it.awaitLine("no service from a.jar: sample 1.0.0");
  }

  @Test
  void whatLacksAPackageRunsWhenAnotherFileBringsIt() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("a").header("Import-Package", "org.osgi.framework, org.lib"));
    it.await("a.jar", State.REJECTED);
    it.put(
        "lib.jar",
        SampleJar.of("lib")
            .header("Bundle-SymbolicName", "lib")
            .header("Export-Package", "org.lib"));
    Deployment a = it.await("a.jar", State.RUNNING);
    // nobody who uses it is restarted
    List<String> events = bundleEvents();
    it.delete("lib.jar");
    it.awaitLine("removed lib.jar");
    it.put("b.jar", SampleJar.of("b"));
    it.await("b.jar", State.RUNNING);
    assertThat(it.deployment("a.jar")).isEqualTo(a);
    assertThat(events).containsExactly("stopping lib", "started b");
  }

  @Test
  void onlyVisibleJarsInTheFolderItselfCount() throws Exception {
    start();
    byte[] jar = SampleJar.of("hidden").bytes();
    Files.createDirectories(it.path.resolve("sub"));
    Files.createDirectories(it.path.resolve("folder.jar"));
    Files.write(it.path.resolve("sub/a.jar"), jar);
    it.put(".a.jar", jar);
    it.put("a.zip", jar);
    it.put("b.jar", SampleJar.of("b"));
    it.await("b.jar", State.RUNNING);
    assertThat(it.deployments()).hasSize(1);
    assertThat(it.texts()).containsExactly("b");
  }

  @Test
  void whatAnEarlierRunLeftButDoesNotRunIsUninstalled() throws Exception {
    it = new Deploying(temp, Deploying.QUICK);
    byte[] jar = SampleJar.of("a").bytes();
    Bundle left = it.context().installBundle("deploy:a.jar#1", new ByteArrayInputStream(jar));
    it.put("a.jar", jar);
    it.start();
    it.await("a.jar", State.RUNNING);
    it.await(() -> left.getState() == Bundle.UNINSTALLED);
    assertThat(it.bundles()).hasSize(1);
    assertThat(it.texts()).containsExactly("a");
  }
}
