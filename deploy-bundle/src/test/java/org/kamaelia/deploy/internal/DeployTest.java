package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.Deployment.State;
import org.kamaelia.deploy.samples.FailingStop;
import org.kamaelia.deploy.samples.Good;
import org.kamaelia.deploy.samples.Silent;
import org.kamaelia.deploy.samples.SlowStart;
import org.kamaelia.deploy.samples.SlowStop;
import org.kamaelia.deploy.samples.Throwing;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;

@Timeout(120)
class DeployTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path temp;
  private Deploying it;

  @AfterEach
  void close() throws Exception {
    it.close();
  }

  private void start() throws Exception {
    it = Deploying.started(temp, Deploying.QUICK);
  }

  /** With another patience, or another time for bundles to start. */
  private void start(Duration patience, Duration start) throws Exception {
    Limits quick = Deploying.QUICK;
    it =
        Deploying.started(
            temp,
            new Limits(
                quick.quiet(),
                patience,
                start,
                quick.rescan(),
                quick.jarBytes(),
                quick.unpackedBytes(),
                quick.entries()));
  }

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
        .matches("deployed a.jar: sample 1.0.0 \\(bundle " + a.bundleId() + ", \\d+ ms\\)");
  }

  @Test
  void jarsThatAreThereAtTheStartRunInNameOrderAndABadOneHarmsNone() throws Exception {
    it = new Deploying(temp, Deploying.QUICK);
    for (String name : List.of("d", "b", "a", "e")) {
      it.put(name + ".jar", SampleJar.of(name));
    }
    it.put("c.jar", new byte[100]);
    it.start();
    it.await("e.jar", State.RUNNING);
    assertThat(it.bundles().stream().map(bundle -> bundle.getHeaders("").get("Text")))
        .containsExactly("a", "b", "d", "e");
    it.await("c.jar", State.REJECTED);
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
  void aSlowCopyOverARunningJarDoesNotStopIt() throws Exception {
    start(LONG, LONG);
    it.put("a.jar", SampleJar.of("one"));
    Deployment one = it.await("a.jar", State.RUNNING);
    byte[] bytes = SampleJar.of("two").bytes();
    Path file = it.path.resolve("a.jar");
    Files.write(file, Arrays.copyOf(bytes, 300));
    Deployment part = it.await("a.jar", State.INCOMPLETE);
    assertThat(part.bundleId()).isEqualTo(one.bundleId());
    assertThat(it.texts()).containsExactly("one");
    Files.write(file, Arrays.copyOfRange(bytes, 300, bytes.length), StandardOpenOption.APPEND);
    it.awaitOther(one);
    it.await(() -> it.texts().equals(List.of("two")));
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
  void aNewContentRunsBeforeTheOldOneStops() throws Exception {
    start();
    List<String> events = bundleEvents();
    it.put("a.jar", SampleJar.of("one"));
    Deployment one = it.await("a.jar", State.RUNNING);
    it.put("a.jar", SampleJar.of("two"));
    Deployment two = it.awaitOther(one);
    it.awaitLine("replaced a.jar: sample 1.0.0 (bundle " + one.bundleId() + ")");
    assertThat(it.texts()).containsExactly("two");
    assertThat(it.bundles()).containsExactly(it.bundle(two));
    assertThat(events).containsExactly("started one", "started two", "stopping one");
  }

  @Test
  void whateverIsWrongWithANewContentTheOldOneGoesOn() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("one"));
    Deployment one = it.await("a.jar", State.RUNNING);
    List<byte[]> bad =
        List.of(
            new byte[1000],
            SampleJar.of("x").header("Bundle-Version", "x").bytes(),
            SampleJar.of("x").header("Import-Package", "org.absent").bytes(),
            SampleJar.of("error", Throwing.class).bytes());
    List<String> steps = List.of("whole", "valid", "resolve", "start");
    for (int i = 0; i < bad.size(); i++) {
      String reason = steps.get(i) + ": ";
      it.put("a.jar", bad.get(i));
      it.await(
          () ->
              it.deployment("a.jar").state() == State.REJECTED
                  && it.deployment("a.jar").reason().startsWith(reason));
      assertThat(it.deployment("a.jar").bundleId()).isEqualTo(one.bundleId());
      assertThat(it.deployment("a.jar").bundle()).isEqualTo("sample");
      assertThat(it.texts()).containsExactly("one");
      it.await(() -> it.bundles().size() == 1);
    }
    assertThat(it.linesThatStart("rejected").getLast())
        .endsWith("; sample 1.0.0 (bundle " + one.bundleId() + ") runs on");

    it.put("a.jar", SampleJar.of("one"));
    assertThat(it.await("a.jar", State.RUNNING).bundleId()).isEqualTo(one.bundleId());
    it.put("a.jar", SampleJar.of("two"));
    it.awaitOther(one);
  }

  @Test
  void aTouchedFileIsNotDeployedAgain() throws Exception {
    start();
    List<String> events = bundleEvents();
    it.put("a.jar", SampleJar.of("one"));
    it.await("a.jar", State.RUNNING);
    Files.setLastModifiedTime(it.path.resolve("a.jar"), FileTime.fromMillis(0));
    it.awaitLine("unchanged a.jar: ");
    assertThat(events).containsExactly("started one");
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
  void aContentOfEqualSizeAndTimeIsNoticed() throws Exception {
    start();
    byte[] one = SampleJar.of("one").bytes();
    byte[] two = SampleJar.of("two").bytes();
    int size = Math.max(one.length, two.length) + 10;
    it.put("a.jar", padded(one, size));
    Deployment before = it.await("a.jar", State.RUNNING);
    FileTime time = Files.getLastModifiedTime(it.path.resolve("a.jar"));
    Path beside = Files.write(it.path.resolve(".beside"), padded(two, size));
    Files.setLastModifiedTime(beside, time);
    Files.move(beside, it.path.resolve("a.jar"), StandardCopyOption.ATOMIC_MOVE);
    it.awaitOther(before);
  }

  @Test
  void aDeletedFileIsRemoved() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("a"));
    it.put("b.jar", SampleJar.of("b"));
    Deployment a = it.await("a.jar", State.RUNNING);
    it.await("b.jar", State.RUNNING);
    it.delete("a.jar");
    it.awaitLine("removed a.jar: sample 1.0.0 (bundle " + a.bundleId() + ")");
    assertThat(it.deployment("a.jar")).isNull();
    assertThat(it.texts()).containsExactly("b");
    assertThat(it.bundles()).hasSize(1);
    it.put("a.jar", SampleJar.of("again"));
    it.await("a.jar", State.RUNNING);
  }

  @Test
  void deletedAndMadeAgainAtOnceIsAChange() throws Exception {
    Limits quick = Deploying.QUICK;
    it =
        Deploying.started(
            temp,
            new Limits(Duration.ofSeconds(1), LONG, LONG, quick.rescan(), 1 << 20, 1 << 20, 100));
    List<String> events = bundleEvents();
    it.put("a.jar", SampleJar.of("one"));
    Deployment one = it.await("a.jar", State.RUNNING);
    byte[] two = SampleJar.of("two").bytes();
    it.delete("a.jar");
    Files.write(it.path.resolve("a.jar"), two);
    it.awaitOther(one);
    it.awaitLine("replaced a.jar");
    assertThat(events).containsExactly("started one", "started two", "stopping one");
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
  void aStopThatFailsIsNamedAndTheBundleGoes() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("a", FailingStop.class, Good.class));
    Deployment a = it.await("a.jar", State.RUNNING);
    it.delete("a.jar");
    it.awaitLine("removed a.jar");
    assertThat(it.bundles()).isEmpty();
    assertThat(it.lines)
        .contains("sample 1.0.0 (bundle " + a.bundleId() + ") does not stop properly");
  }

  @Test
  void aBundleThatSomebodyStoppedOrUninstalledRunsAgainWhenItsFileIsTouched() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("a"));
    Deployment a = it.await("a.jar", State.RUNNING);
    it.bundle(a).stop();
    Files.setLastModifiedTime(it.path.resolve("a.jar"), FileTime.fromMillis(0));
    Deployment again = it.awaitOther(a);
    assertThat(it.texts()).containsExactly("a");
    it.bundle(again).uninstall();
    Files.setLastModifiedTime(it.path.resolve("a.jar"), FileTime.fromMillis(1000));
    it.awaitOther(again);
    assertThat(it.lines).noneMatch(line -> line.contains("properly") || line.contains("cannot"));
  }

  @Test
  void aSlowStopHoldsUpNeitherTheNextContentNorOtherFiles() throws Exception {
    start();
    var latch = new CountDownLatch(1);
    it.context().registerService(CountDownLatch.class, latch, null);
    it.put("a.jar", SampleJar.of("one", SlowStop.class, Good.class));
    Deployment one = it.await("a.jar", State.RUNNING);
    it.put("a.jar", SampleJar.of("two"));
    Deployment two = it.awaitOther(one);
    it.await(() -> it.bundle(one).getState() == Bundle.STOPPING);
    it.put("b.jar", SampleJar.of("b"));
    it.await("b.jar", State.RUNNING);
    it.put("a.jar", SampleJar.of("three"));
    it.awaitOther(two);
    it.awaitLine("replaced a.jar: sample 1.0.0 (bundle " + two.bundleId() + ")");
    assertThat(it.bundle(one).getState()).isEqualTo(Bundle.STOPPING);
    latch.countDown();
    it.awaitLine("replaced a.jar: sample 1.0.0 (bundle " + one.bundleId() + ")");
    assertThat(it.texts()).containsExactly("b", "three");
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
  void aChangeWithoutAnEventIsFound() throws Exception {
    start();
    Path elsewhere = Files.write(temp.resolve("elsewhere"), SampleJar.of("one").bytes());
    Files.createSymbolicLink(it.path.resolve("a.jar"), elsewhere);
    Deployment one = it.await("a.jar", State.RUNNING);
    Files.write(elsewhere, SampleJar.of("another").bytes());
    it.awaitOther(one);
    Files.delete(elsewhere);
    it.awaitLine("removed a.jar");
  }

  @Test
  void aFolderThatIsDeletedIsMadeAgain() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("a"));
    it.await("a.jar", State.RUNNING);
    it.delete("a.jar");
    Files.delete(it.path);
    it.awaitLine("removed a.jar");
    it.await(() -> Files.isDirectory(it.path));
    it.put("b.jar", SampleJar.of("b"));
    it.await("b.jar", State.RUNNING);
  }

  @Test
  void whenTheDeployerStopsItsBundlesGoOnAndTheNextOneTakesThemOver() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("a"));
    it.put("b.jar", SampleJar.of("b"));
    it.put("c.jar", SampleJar.of("c"));
    for (String file : List.of("a.jar", "b.jar", "c.jar")) {
      it.await(file, State.RUNNING);
    }
    it.stop();
    it.await(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("deploy")));
    assertThat(it.texts()).containsExactly("a", "b", "c");

    List<String> events = bundleEvents();
    it.put("a.jar", SampleJar.of("a2"));
    it.put("b.jar", new byte[100]);
    it.delete("c.jar");
    it.start();
    it.await("a.jar", State.RUNNING);
    assertThat(it.await("b.jar", State.REJECTED).bundle()).isEqualTo("sample");
    it.awaitLine("removed c.jar");
    it.awaitLine("replaced a.jar");
    assertThat(it.texts()).containsExactly("a2", "b");
    assertThat(events).containsSubsequence("started a2", "stopping a").contains("stopping c");
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

  @Test
  void fiftySwapsLeaveNoClassLoaderBehind() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("0"));
    Deployment before = it.await("a.jar", State.RUNNING);
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      loaders.add(
          new WeakReference<>(it.bundle(before).adapt(BundleWiring.class).getClassLoader()));
      it.put("a.jar", SampleJar.of("" + i));
      before = it.awaitOther(before);
    }
    it.await(() -> it.bundles().size() == 1);
    it.await(
        () -> {
          System.gc();
          return loaders.stream().allMatch(loader -> loader.get() == null);
        });
    assertThat(it.texts()).containsExactly("50");
  }

  /** What starts and stops from now on, by the texts. */
  private List<String> bundleEvents() {
    List<String> events = new CopyOnWriteArrayList<>();
    it.context()
        .addBundleListener(
            (SynchronousBundleListener)
                event -> {
                  String text = event.getBundle().getHeaders("").get("Text");
                  if (event.getType() == BundleEvent.STARTED) {
                    events.add("started " + text);
                  } else if (event.getType() == BundleEvent.STOPPING) {
                    events.add("stopping " + text);
                  }
                });
    return events;
  }

  /** The jar with a comment at its end that makes it as long as that. */
  private static byte[] padded(byte[] jar, int size) {
    byte[] padded = Arrays.copyOf(jar, size);
    int comment = size - jar.length;
    padded[jar.length - 2] = (byte) comment;
    padded[jar.length - 1] = (byte) (comment >> 8);
    return padded;
  }
}
