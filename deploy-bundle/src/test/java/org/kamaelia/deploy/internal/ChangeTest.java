package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.Deployment.State;
import org.kamaelia.deploy.samples.FailingStop;
import org.kamaelia.deploy.samples.Good;
import org.kamaelia.deploy.samples.SlowStop;
import org.kamaelia.deploy.samples.Throwing;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** What becomes of what runs when its file changes or goes. */
class ChangeTest extends DeployingTest {
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
    it.await(() -> it.deployment("a.jar") == null);
    assertThat(it.texts()).containsExactly("b");
    assertThat(it.bundles()).hasSize(1);
    it.put("a.jar", SampleJar.of("again"));
    it.await("a.jar", State.RUNNING);
  }

  @Test
  void deletedAndMadeAgainAtOnceIsAChange() throws Exception {
    it = new Deploying(temp, limits(Duration.ofSeconds(1), LONG, LONG));
    it.start();
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

  /** The jar with a comment at its end that makes it as long as that. */
  private static byte[] padded(byte[] jar, int size) {
    byte[] padded = Arrays.copyOf(jar, size);
    int comment = size - jar.length;
    padded[jar.length - 2] = (byte) comment;
    padded[jar.length - 1] = (byte) (comment >> 8);
    return padded;
  }
}
