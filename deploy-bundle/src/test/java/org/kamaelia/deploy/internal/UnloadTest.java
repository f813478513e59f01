package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.Deployment.State;
import org.kamaelia.deploy.Leak;
import org.kamaelia.deploy.Step;
import org.kamaelia.deploy.StepReport.Outcome;
import org.kamaelia.deploy.samples.Good;
import org.kamaelia.deploy.samples.Leaking;
import org.kamaelia.deploy.samples.Throwing;

/** Whether the classes of a bundle that was removed are gone, and who is named else. */
class UnloadTest extends DeployingTest {
  private static final Duration SHORT = Duration.ofMillis(500);

  /** Where the first collection suffices, which comes after a fifteenth of it. */
  private static final Duration ENOUGH = Duration.ofSeconds(15);

  /** How often a bundle is replaced; 200 and more show that nothing piles up. */
  private static final int REPLACEMENTS = Integer.getInteger("kamaelia.replacements", 50);

  private final CountDownLatch latch = new CountDownLatch(1);
  private final ExecutorService pool =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("pool").factory());
  private final AtomicInteger collections = new AtomicInteger();
  private Path dumps;
  private Unload unload;

  @BeforeEach
  void begin() throws Exception {
    start();
    // the deployer itself does not look
    it.configured.update(Map.of("unloadWithin", "0"));
    dumps = Files.createDirectory(temp.resolve("dumps"));
    unload = unload(false, origin -> List.of());
    it.context().registerService(CountDownLatch.class, latch, null);
    it.context().registerService(ExecutorService.class, pool, null);
  }

  @AfterEach
  void letGo() throws Exception {
    latch.countDown();
    pool.shutdownNow();
    Logger root = Logger.getLogger("");
    Arrays.stream(root.getHandlers())
        .filter(handler -> !handler.getClass().getModule().isNamed())
        .forEach(root::removeHandler);
    Opened.shutdownHooks().stream()
        .filter(hook -> hook.getName().equals("left"))
        .forEach(Runtime.getRuntime()::removeShutdownHook);
    System.getProperties().keySet().removeIf(key -> !(key instanceof String));
    var beans = ManagementFactory.getPlatformMBeanServer();
    var bean = new ObjectName("left:type=Bean");
    if (beans.isRegistered(bean)) {
      beans.unregisterMBean(bean);
    }
  }

  @Test
  void aBundleThatLeavesNothingBehindIsGone() throws Exception {
    assertThat(unload.awaitGone(remove("nothing"), ENOUGH)).isEmpty();
    assertThat(unload.leaks()).isEmpty();
  }

  @Test
  void whereNobodyIsConnectedAllGarbageIsCollectedAtOnce() throws Exception {
    Unload alone = unload(true, origin -> List.of());
    assertThat(alone.awaitGone(remove("nothing"), LONG)).isEmpty();
    assertThat(collections).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "thread | thread \"left\": org.kamaelia.deploy.samples.Leaking\\$\\$Lambda.*, at"
            + " org.kamaelia.deploy.samples.Leaking.await\\(Leaking.java:\\d+\\)",
        "class | thread \"left\": org.kamaelia.deploy.samples.Leaking\\$Left, at .*Leaking.await.*",
        "virtual | thread \"left\" at .*Leaking.await.*",
        "pool | thread \"pool\" at .*Leaking.await.*",
        "context | thread \"pool\", context class loader, at .*",
        "hook | shutdown hook: .*Leaking\\$\\$Lambda.*",
        "handler | handler of the logger \"\": .*Leaking\\$Silence",
        "local | thread \"pool\", thread-local: .*Leaking\\$Silence, at .*",
        "listed | thread \"pool\", thread-local: .*Leaking\\$Silence in a ArrayList, at .*",
        "bean | MBean left:type=Bean",
      })
  void whatHoldsOnToABundleIsNamed(String what, String holder) throws Exception {
    Leak leak = unload.awaitGone(remove(what), SHORT).orElseThrow();
    assertThat(leak.bundle()).isEqualTo("sample");
    assertThat(leak.version()).isEqualTo("1.0.0");
    assertThat(leak.holders()).hasSize(1);
    assertThat(leak.holders().getFirst()).matches(holder);
    assertThat(unload.leaks()).containsExactly(leak);
    it.awaitLine("not unloaded: sample 1.0.0 (bundle 1): " + leak.holders().getFirst());
  }

  @Test
  void whatIsNotFoundIsALeakAllTheSame() throws Exception {
    Leak leak = unload.awaitGone(remove("property"), SHORT).orElseThrow();
    assertThat(leak.holders()).isEmpty();
    it.awaitLine("not unloaded: sample 1.0.0 (bundle 1): `leaks --heap` finds out");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "property | .*java.lang.System.props > .* > org.kamaelia.deploy.samples.Leaking\\$Silence",
        "thread | .*Thread name: 'left'.* > org.kamaelia.deploy.samples.Leaking.*",
        "local | .*Thread.threadLocals .Thread name: 'pool'.* > .*Leaking\\$Silence",
      })
  void theWholeHeapTellsTheWayToABundle(String what, String way) throws Exception {
    assertThat(unload.awaitGone(remove(what), SHORT)).isPresent();
    List<Leak> leaks = unload.leaksInHeap();
    assertThat(leaks).hasSize(1);
    assertThat(leaks.getFirst().holders())
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each).matches(way));
    assertThat(dumps).isEmptyDirectory();
  }

  @Test
  void aLeakThatEndsIsNoneAnyMore() throws Exception {
    assertThat(unload.awaitGone(remove("thread"), SHORT)).isPresent();
    latch.countDown();
    it.await(
        () -> {
          System.gc();
          return unload.leaks().isEmpty();
        });
  }

  @Test
  void theComponentsThatRunStillAreNamed() throws Exception {
    var origins = new ArrayList<String>();
    Unload asking =
        unload(
            false,
            origin -> {
              origins.add(origin);
              return List.of("net/listener[x]/conn[1]/Sample");
            });
    Leak leak = asking.awaitGone(remove("property"), SHORT).orElseThrow();
    assertThat(leak.holders()).containsExactly("component net/listener[x]/conn[1]/Sample");
    assertThat(origins).containsExactly("sample [1]");
  }

  @Test
  void whoUsesThePackagesOfALibraryIsNamedAtOnce() throws Exception {
    it.put("lib.jar", library());
    Deployment lib = it.await("lib.jar", State.RUNNING);
    it.put(
        "user.jar", SampleJar.of("user").header("Import-Package", "org.osgi.framework, org.lib"));
    Deployment user = it.await("user.jar", State.RUNNING);
    Removal removal = unload.watch(it.bundle(lib));
    it.delete("lib.jar");
    it.awaitLine("removed lib.jar");
    Leak leak = unload.awaitGone(removal, LONG).orElseThrow();
    assertThat(leak.holders())
        .containsExactly("sample 1.0.0 (bundle " + user.bundleId() + ") uses its packages");
    assertThat(collections).hasValue(0);
    it.delete("user.jar");
    it.awaitLine("removed user.jar");
    it.await(
        () -> {
          System.gc();
          return unload.leaks().isEmpty();
        });
  }

  @Test
  void nobodyLooksIfNobodyShall() throws Exception {
    assertThat(unload.awaitGone(remove("thread"), Duration.ZERO)).isEmpty();
    assertThat(unload.leaks()).isEmpty();
    assertThat(collections).hasValue(0);
  }

  @Test
  void garbageIsCollectedSeldomAndForAllAtOnce() throws Exception {
    List<Removal> removals = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      removals.add(remove("thread"));
    }
    List<Thread> waiting = new ArrayList<>();
    var leaks = new AtomicInteger();
    for (Removal removal : removals) {
      waiting.add(
          Thread.ofPlatform()
              .start(
                  () ->
                      unload.awaitGone(removal, SHORT).ifPresent(leak -> leaks.incrementAndGet())));
    }
    for (Thread thread : waiting) {
      thread.join();
    }
    assertThat(leaks).hasValue(10);
    // each alone would have had two or three
    assertThat(collections.get()).isLessThan(20);
  }

  @Test
  void replacementsLeaveNoClassBehind() throws Exception {
    it.put("a.jar", SampleJar.of("0"));
    Deployment before = it.await("a.jar", State.RUNNING);
    List<Removal> removals = new ArrayList<>();
    System.gc();
    String first = metaspace();
    for (int i = 1; i <= REPLACEMENTS; i++) {
      removals.add(unload.watch(it.bundle(before)));
      it.put("a.jar", SampleJar.of("" + i));
      before = it.awaitOther(before);
    }
    it.await(() -> it.bundles().size() == 1);
    for (Removal removal : removals) {
      assertThat(unload.awaitGone(removal, ENOUGH)).as("%s", removal).isEmpty();
    }
    System.out.printf(
        "metaspace before: %s; after %d replacements: %s%n", first, REPLACEMENTS, metaspace());
    assertThat(it.texts()).containsExactly("" + REPLACEMENTS);
  }

  @Test
  void theDeployerSaysWhatEachOfItsBundlesLeavesBehind() throws Exception {
    it.configured.update(Map.of("unloadWithin", "2s"));
    remove("thread");
    it.awaitLine("not unloaded: sample 1.0.0 (bundle 1): thread \"left\": ");
    assertThat(it.leaks()).singleElement().extracting(Leak::bundle).isEqualTo("sample");
    // also what was never let in
    it.put("b.jar", SampleJar.of("error", Throwing.class, Leaking.class));
    it.await("b.jar", State.REJECTED);
    it.put("c.jar", SampleJar.of("1"));
    Deployment one = it.await("c.jar", State.RUNNING);
    it.put("c.jar", SampleJar.of("2"));
    it.awaitOther(one);
    it.await(
        () ->
            it.deployment("c.jar").steps().getLast().step() == Step.UNLOAD
                && it.deployment("c.jar").steps().getLast().outcome() == Outcome.PASSED);
    assertThat(it.leaks()).hasSize(1);
  }

  private Unload unload(boolean unused, Function<String, List<String>> components) {
    return new Unload(
        () -> {
          collections.incrementAndGet();
          System.gc();
        },
        FullCollection::run,
        () -> unused,
        new Holders(components),
        dumps);
  }

  private static SampleJar library() {
    return SampleJar.of("lib")
        .header("Bundle-SymbolicName", "lib")
        .header("Export-Package", "org.lib");
  }

  private Removal remove(String what) throws Exception {
    Class<?>[] classes =
        Stream.concat(
                Stream.of(Leaking.class, Good.class),
                Arrays.stream(Leaking.class.getDeclaredClasses()))
            .toArray(Class<?>[]::new);
    it.put(
        "a.jar",
        SampleJar.of(what, classes)
            .header("Import-Package", "org.osgi.framework, javax.management"));
    Removal removal = unload.watch(it.bundle(it.await("a.jar", State.RUNNING)));
    it.delete("a.jar");
    it.await(() -> it.linesThatStart("removed a.jar: sample 1.0.0 " + number(removal)).size() == 1);
    return removal;
  }

  private static String number(Removal removal) {
    return removal.toString().replaceFirst(".*\\(", "(");
  }

  private static String metaspace() {
    String used =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Metaspace"))
            .map(MemoryPoolMXBean::getUsage)
            .findFirst()
            .map(usage -> usage.getUsed() + " bytes")
            .orElse("unknown");
    return used
        + ", "
        + ManagementFactory.getClassLoadingMXBean().getLoadedClassCount()
        + " classes";
  }
}
