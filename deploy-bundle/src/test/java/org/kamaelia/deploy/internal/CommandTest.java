package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.Deployment.State;
import org.kamaelia.deploy.DeploymentException;
import org.kamaelia.deploy.KeptJar;
import org.kamaelia.deploy.Step;
import org.kamaelia.deploy.StepReport;
import org.kamaelia.deploy.StepReport.Outcome;
import org.kamaelia.deploy.samples.Good;
import org.kamaelia.deploy.samples.SlowStart;
import org.kamaelia.deploy.samples.Throwing;

/** What is asked for by command. */
class CommandTest extends DeployingTest {

  @Test
  void aJarFromElsewhereRunsAndIsInTheFolder() throws Exception {
    start();
    Path jar = jar("one");
    Deployment one = it.deployer().deploy(jar, "a.jar");
    assertThat(one.state()).isEqualTo(State.RUNNING);
    assertThat(it.texts()).containsExactly("one");
    assertThat(it.path.resolve("a.jar")).hasSameBinaryContentAs(jar);
    Deployment two = it.deployer().deploy(jar("two"), "a.jar");
    assertThat(two.bundleId()).isNotEqualTo(one.bundleId());
    it.await(() -> it.texts().equals(List.of("two")));
    // nothing more comes of the folder's change
    it.put("b.jar", SampleJar.of("b"));
    it.await("b.jar", State.RUNNING);
    assertThat(it.deployment("a.jar").bundleId()).isEqualTo(two.bundleId());
    assertThat(it.linesThatStart("unchanged")).isEmpty();
    assertThat(it.path).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void eachStepIsReported() throws Exception {
    start();
    Deployment one = it.deployer().deploy(jar("one"), "a.jar");
    assertThat(one.steps().stream().map(StepReport::step))
        .containsSubsequence(Step.WHOLE, Step.VALID, Step.INSTALL, Step.RESOLVE, Step.START);
    assertThat(one.steps())
        .allMatch(report -> report.outcome() == Outcome.PASSED || !report.remark().isEmpty());
    assertThat(report(one, Step.INSTALL).remark()).isEqualTo("bundle " + one.bundleId());
    it.deployer().deploy(jar("two"), "a.jar");
    it.await(() -> report(it.deployment("a.jar"), Step.UNINSTALL).outcome() == Outcome.PASSED);
  }

  @Test
  void aRefusalNamesFileStepAndValueAndChangesNothing() throws Exception {
    start();
    Path one = jar("one");
    Deployment before = it.deployer().deploy(one, "a.jar");
    Path bad =
        Files.write(temp.resolve("bad"), SampleJar.of("x").header("Bundle-Version", "v1").bytes());
    DeploymentException e =
        catchThrowableOfType(DeploymentException.class, () -> it.deployer().deploy(bad, "a.jar"));
    assertThat(e).hasMessage("a.jar: valid: Bundle-Version is v1");
    assertThat(e.step()).isEqualTo(Step.VALID);
    Path failing =
        Files.write(
            temp.resolve("f"),
            SampleJar.of(
                    "error", Throwing.class, Class.forName(Throwing.class.getName() + "$Hostile"))
                .bytes());
    assertThatThrownBy(() -> it.deployer().deploy(failing, "a.jar"))
        .hasMessageStartingWith("a.jar: start: java.lang.LinkageError: out of luck");
    assertThatThrownBy(() -> it.deployer().deploy(temp.resolve("none"), "a.jar"))
        .hasMessageStartingWith("a.jar: whole: ")
        .hasMessageContaining("none");
    Deployment after = it.deployment("a.jar");
    assertThat(after.state()).isEqualTo(State.RUNNING);
    assertThat(after.bundleId()).isEqualTo(before.bundleId());
    assertThat(after.steps().getLast().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(it.path.resolve("a.jar")).hasSameBinaryContentAs(one);
    assertThat(it.path).isDirectoryNotContaining("glob:**/.*");
    assertThat(it.deployer().kept("a.jar")).hasSize(1);
    it.await(() -> it.bundles().size() == 1);
  }

  @Test
  void aRefusedNewFileLeavesNothing() throws Exception {
    start();
    Path bad = Files.write(temp.resolve("bad"), new byte[100]);
    assertThatThrownBy(() -> it.deployer().deploy(bad, "a.jar"))
        .isInstanceOf(DeploymentException.class);
    assertThat(it.path).isEmptyDirectory();
    assertThat(it.deployment("a.jar")).isNull();
    assertThat(it.deployer().kept("a.jar")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.zip", ".a.jar", "b/a.jar", "/a.jar", "../a.jar", ""})
  void aNameThatIsNoJarsInTheFolderIsRefused(String name) throws Exception {
    start();
    Path jar = jar("one");
    assertThatThrownBy(() -> it.deployer().deploy(jar, name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("not " + name);
  }

  @Test
  void whatRanBeforeRunsAgain() throws Exception {
    start();
    it.put("a.jar", SampleJar.of("one"));
    Deployment one = it.await("a.jar", State.RUNNING);
    it.put("a.jar", SampleJar.of("two"));
    Deployment two = it.awaitOther(one);
    it.await(() -> it.deployer().kept("a.jar").size() == 2);
    Deployment back = it.deployer().rollback("a.jar");
    assertThat(back.state()).isEqualTo(State.RUNNING);
    it.await(() -> it.texts().equals(List.of("one")));
    assertThat(it.path.resolve("a.jar")).hasBinaryContent(SampleJar.of("one").bytes());
    assertThat(back.bundleId()).isNotIn(one.bundleId(), two.bundleId());
    assertThat(running()).isEqualTo(1);
    assertThatThrownBy(() -> it.deployer().rollback("a.jar"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a.jar");

    Deployment forth = it.deployer().rollback("a.jar", 2);
    it.await(() -> it.texts().equals(List.of("two")));
    assertThat(forth.bundleId()).isEqualTo(it.deployment("a.jar").bundleId());
    assertThatThrownBy(() -> it.deployer().rollback("a.jar", 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7")
        .hasMessageContaining("2, 1");
  }

  @Test
  void theWayBackLeadsPastWhatWasRolledBack() throws Exception {
    start();
    for (String text : List.of("one", "two", "three")) {
      it.deployer().deploy(jar(text), "a.jar");
    }
    it.deployer().rollback("a.jar");
    it.deployer().deploy(jar("four"), "a.jar");
    assertThat(running()).isEqualTo(4);
    it.deployer().rollback("a.jar");
    assertThat(running()).isEqualTo(2);
    it.deployer().rollback("a.jar");
    assertThat(running()).isEqualTo(1);
    assertThat(numbers()).containsExactly(4, 3, 2, 1);
  }

  @Test
  void someJarsOfAFileAreKept() throws Exception {
    start();
    for (int i = 1; i <= 7; i++) {
      it.deployer().deploy(jar("" + i), "a.jar");
    }
    assertThat(numbers()).containsExactly(7, 6, 5, 4, 3);
    KeptJar last = it.deployer().kept("a.jar").getFirst();
    assertThat(last.bundle()).isEqualTo("sample");
    assertThat(last.version()).isEqualTo("1.0.0");
    assertThat(last.digest()).hasSize(64);
  }

  @Test
  void aRemovedFileComesBackByRollback() throws Exception {
    start();
    it.deployer().deploy(jar("one"), "a.jar");
    it.deployer().deploy(jar("two"), "a.jar");
    it.delete("a.jar");
    it.awaitLine("removed a.jar");
    assertThat(running()).isZero();
    it.deployer().rollback("a.jar");
    assertThat(it.texts()).containsExactly("two");
    assertThat(running()).isEqualTo(2);
    assertThat(it.path.resolve("a.jar")).hasBinaryContent(SampleJar.of("two").bytes());
  }

  @Test
  void aKeptJarThatSomebodyChangedIsRefused() throws Exception {
    start();
    it.deployer().deploy(jar("one"), "a.jar");
    it.deployer().deploy(jar("two"), "a.jar");
    Files.write(it.kept.resolve("a.jar/1.jar"), SampleJar.of("evil").bytes());
    assertThatThrownBy(() -> it.deployer().rollback("a.jar"))
        .hasMessageStartingWith("a.jar: whole: ")
        .hasMessageContaining("1.jar");
    assertThat(running()).isEqualTo(2);
  }

  @Test
  void aRefusedContentOfTheFileIsReplacedByCommand() throws Exception {
    start();
    it.deployer().deploy(jar("one"), "a.jar");
    it.put("a.jar", new byte[100]);
    it.await("a.jar", State.REJECTED);
    Deployment one = it.deployer().rollback("a.jar", 1);
    assertThat(one.state()).isEqualTo(State.RUNNING);
    assertThat(one.reason()).isEmpty();
    assertThat(it.path.resolve("a.jar")).hasBinaryContent(SampleJar.of("one").bytes());
  }

  @Test
  void twoCommandsForOneFileAreDoneOneAfterTheOther() throws Exception {
    start();
    var latch = new CountDownLatch(1);
    it.context().registerService(CountDownLatch.class, latch, null);
    Path slow =
        Files.write(temp.resolve("slow"), SampleJar.of("one", SlowStart.class, Good.class).bytes());
    FutureTask<Deployment> first = begin(() -> it.deployer().deploy(slow, "a.jar"));
    it.await(() -> it.bundles().size() == 1);
    Path jar = jar("two");
    FutureTask<Deployment> second = begin(() -> it.deployer().deploy(jar, "a.jar"));
    it.deployer().deploy(jar("b"), "b.jar");
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    latch.countDown();
    assertThat(second.get().bundleId()).isGreaterThan(first.get().bundleId());
    it.await(() -> it.texts().equals(List.of("b", "two")));
    assertThat(numbers()).containsExactly(2, 1);
  }

  @Test
  void whatComesIntoTheFolderDuringACommandComesNext() throws Exception {
    start();
    var latch = new CountDownLatch(1);
    it.context().registerService(CountDownLatch.class, latch, null);
    it.put("a.jar", SampleJar.of("zero"));
    it.await("a.jar", State.RUNNING);
    Path slow =
        Files.write(temp.resolve("slow"), SampleJar.of("one", SlowStart.class, Good.class).bytes());
    FutureTask<Deployment> command = begin(() -> it.deployer().deploy(slow, "a.jar"));
    it.await(() -> it.bundles().size() == 2);
    it.put("a.jar", SampleJar.of("two"));
    latch.countDown();
    assertThat(command.get().state()).isEqualTo(State.RUNNING);
    it.await(() -> it.texts().equals(List.of("two")));
    assertThat(it.path.resolve("a.jar")).hasBinaryContent(SampleJar.of("two").bytes());
  }

  @Test
  void whoIsInterruptedWhileHeWaitsHasChangedNothing() throws Exception {
    start();
    var latch = new CountDownLatch(1);
    it.context().registerService(CountDownLatch.class, latch, null);
    it.put("a.jar", SampleJar.of("one", SlowStart.class, Good.class));
    it.await(() -> it.bundles().size() == 1);
    Path jar = jar("two");
    var outcome = new FutureTask<>(() -> it.deployer().deploy(jar, "a.jar"));
    Thread caller = Thread.ofPlatform().start(outcome);
    it.await(() -> caller.getState() == Thread.State.WAITING);
    caller.interrupt();
    assertThatThrownBy(outcome::get).hasCauseInstanceOf(InterruptedException.class);
    latch.countDown();
    it.await("a.jar", State.RUNNING);
    it.put("b.jar", SampleJar.of("b"));
    it.await("b.jar", State.RUNNING);
    assertThat(it.texts()).containsExactly("b", "one");
  }

  @Test
  void aCommandOfADeployerThatStopsEndsWithIt() throws Exception {
    start();
    it.context().registerService(CountDownLatch.class, new CountDownLatch(1), null);
    Path slow =
        Files.write(temp.resolve("slow"), SampleJar.of("one", SlowStart.class, Good.class).bytes());
    FutureTask<Deployment> first = begin(() -> it.deployer().deploy(slow, "a.jar"));
    it.await(() -> it.bundles().size() == 1);
    FutureTask<Deployment> second = begin(() -> it.deployer().deploy(slow, "a.jar"));
    it.stop();
    assertThatThrownBy(first::get).hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(second::get).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(it.path).isEmptyDirectory();
  }

  @Test
  void whatRanRunsAgainAfterARestartThoughItsFileIsBad() throws Exception {
    start();
    it.deployer().deploy(jar("one"), "a.jar");
    it.deployer().deploy(jar("two"), "a.jar");
    it.restart(() -> it.put("a.jar", new byte[100]));
    Deployment a = it.await("a.jar", State.REJECTED);
    assertThat(a.reason()).startsWith("whole: ");
    assertThat(a.bundle()).isEqualTo("sample");
    assertThat(it.texts()).containsExactly("two");
    assertThat(running()).isEqualTo(2);
    it.put("a.jar", SampleJar.of("three"));
    it.awaitOther(a);
    it.await(() -> it.texts().equals(List.of("three")));
    it.deployer().rollback("a.jar");
    assertThat(running()).isEqualTo(2);
  }

  @Test
  void aContentThatRanAndDoesNotAnyMoreIsReplacedByWhatRanBefore() throws Exception {
    start();
    it.context().registerService(Runnable.class, () -> {}, null);
    it.deployer().deploy(jar("one"), "a.jar");
    Path needy =
        Files.write(
            temp.resolve("needy"),
            SampleJar.of("two").header("Import-Package", "org.osgi.framework,org.lib").bytes());
    Path lib =
        Files.write(
            temp.resolve("lib"),
            SampleJar.of("lib")
                .header("Bundle-SymbolicName", "lib")
                .header("Export-Package", "org.lib")
                .bytes());
    it.deployer().deploy(lib, "lib.jar");
    it.deployer().deploy(needy, "a.jar");
    it.restart(() -> it.delete("lib.jar"));
    Deployment a = it.await("a.jar", State.REJECTED);
    assertThat(a.reason()).startsWith("resolve: ");
    assertThat(it.texts()).containsExactly("one");
    it.deployer().rollback("lib.jar");
    it.awaitOther(a);
    it.await(() -> it.texts().equals(List.of("lib", "two")));
  }

  @Test
  void aFileThatWentBeforeARestartStaysGone() throws Exception {
    start();
    it.deployer().deploy(jar("one"), "a.jar");
    it.deployer().deploy(jar("b"), "b.jar");
    it.delete("a.jar");
    it.awaitLine("removed a.jar");
    it.restart(() -> it.delete("b.jar"));
    // half a jar is no reason to have the removed ones back
    it.put("a.jar", new byte[100]);
    it.put("b.jar", new byte[100]);
    assertThat(it.await("a.jar", State.REJECTED).bundle()).isEmpty();
    assertThat(it.await("b.jar", State.REJECTED).bundle()).isEmpty();
    assertThat(it.texts()).isEmpty();
  }

  @Test
  void aRestartWithTheSameFilesChangesNothingOfWhatIsKept() throws Exception {
    start();
    it.deployer().deploy(jar("one"), "a.jar");
    it.deployer().deploy(jar("two"), "a.jar");
    FileTime state = Files.getLastModifiedTime(it.kept.resolve("a.jar/state"));
    it.restart(() -> {});
    it.await(() -> running() == 2);
    it.await("a.jar", State.RUNNING);
    assertThat(Files.getLastModifiedTime(it.kept.resolve("a.jar/state"))).isEqualTo(state);
    it.deployer().rollback("a.jar");
    assertThat(it.deployer().kept("a.jar")).hasSize(2);
  }

  @Test
  void aHiddenFileThatACommandLeftWhenTheServerWasKilledIsTidiedAway() throws Exception {
    it = new Deploying(temp, Deploying.QUICK);
    it.put(".a.jar.beside", new byte[100]);
    it.put(".b.jar", new byte[100]);
    it.start();
    it.put("b.jar", SampleJar.of("b"));
    it.await("b.jar", State.RUNNING);
    assertThat(it.path.resolve(".a.jar.beside")).doesNotExist();
    assertThat(it.path.resolve(".b.jar")).exists();
  }

  private Path jar(String text) throws Exception {
    return Files.write(temp.resolve(text + ".jar"), SampleJar.of(text).bytes());
  }

  private static StepReport report(Deployment deployment, Step step) {
    return deployment.steps().stream()
        .filter(report -> report.step() == step)
        .findFirst()
        .orElse(new StepReport(step, Outcome.SKIPPED, Duration.ZERO, "not there"));
  }

  /** The number of the kept jar that runs. */
  private int running() {
    return it.deployer().kept("a.jar").stream()
        .filter(KeptJar::running)
        .mapToInt(KeptJar::number)
        .sum();
  }

  private List<Integer> numbers() {
    return it.deployer().kept("a.jar").stream().map(KeptJar::number).toList();
  }

  private static <T> FutureTask<T> begin(Callable<T> callable) {
    var task = new FutureTask<>(callable);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }
}
