package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.DeploymentException;
import org.kamaelia.deploy.Plan;
import org.kamaelia.deploy.Plan.Move;
import org.kamaelia.deploy.Step;
import org.kamaelia.deploy.StepReport;
import org.kamaelia.deploy.StepReport.Outcome;
import org.kamaelia.deploy.samples.Answering;
import org.kamaelia.deploy.samples.Good;
import org.kamaelia.deploy.samples.Throwing;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.ConfigurationAdmin;

/** Deploying protocols, with the net's bundle. */
@Timeout(120)
class NetTest {
  /** Those of the class path that run in the framework, besides the deployer's own. */
  private static final Set<String> BUNDLES =
      Set.of(
          "org.kamaelia.axon",
          "org.kamaelia.net",
          "org.jctools.core",
          "org.kamaelia.link",
          "org.apache.felix.configadmin");

  @TempDir private Path temp;
  private Framework framework;
  private Deployer deployer;

  @BeforeEach
  void start() throws Exception {
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(
                Map.of(
                    "org.osgi.framework.storage",
                    temp.resolve("cache").toString(),
                    "org.osgi.framework.bsnversion",
                    "multiple",
                    "org.osgi.framework.system.packages.extra",
                    "org.kamaelia.deploy;version=0.1.0,org.osgi.service.cm;version=1.6.1",
                    "kamaelia.deploy",
                    temp.resolve("deploy").toString(),
                    "kamaelia.deployed",
                    temp.resolve("deployed").toString()));
    framework.start();
    List<Bundle> bundles = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (BUNDLES.contains(symbolicName(Path.of(entry)))) {
        bundles.add(context().installBundle("reference:" + Path.of(entry).toUri()));
      }
    }
    assertThat(bundles).hasSameSizeAs(BUNDLES);
    bundles.add(
        context().installBundle("reference:" + Path.of("target/classes").toAbsolutePath().toUri()));
    for (Bundle bundle : bundles) {
      bundle.start();
    }
    deployer = service(Deployer.class);
  }

  @AfterEach
  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(30_000);
  }

  @Test
  void newConnectionsGetTheNewVersionAndTheOldOnesFinish() throws Exception {
    int port = listen("main", "");
    Deployment one = deployer.deploy(jar("1.0.0", "one"), "a.jar");
    assertThat(report(one, Step.MOVE).remark()).isEqualTo("main");
    try (Socket old = connect(port);
        Socket young = swapped(port, old)) {
      assertThat(ask(young)).isEqualTo("two");
      // it is idle, and so it was closed in order
      assertThat(old.getInputStream().read()).isEqualTo(-1);
      Deploying.await(
          () ->
              report(deployer.deployments().getFirst(), Step.UNINSTALL).outcome() == Outcome.PASSED,
          () -> deployer.deployments().toString());
      assertThat(report(deployer.deployments().getFirst(), Step.FINISH).outcome())
          .isEqualTo(Outcome.PASSED);
      assertThat(context().getBundle(one.bundleId())).isNull();
      assertThat(ask(young)).isEqualTo("two");
    }
  }

  private Socket swapped(int port, Socket old) throws Exception {
    assertThat(ask(old)).isEqualTo("one");
    Deployment two = deployer.deploy(jar("1.1.0", "two"), "a.jar");
    assertThat(report(two, Step.MOVE).remark()).isEqualTo("main");
    return connect(port);
  }

  @Test
  void aLowerVersionTakesThePlaceOfAHigherOne() throws Exception {
    int port = listen("main", "");
    deployer.deploy(jar("2.0.0", "two"), "a.jar");
    deployer.deploy(jar("1.0.0", "one"), "a.jar");
    assertThat(answer(port)).isEqualTo("one");
    deployer.rollback("a.jar");
    assertThat(answer(port)).isEqualTo("two");
  }

  @Test
  void whatIsRefusedNeverServes() throws Exception {
    int port = listen("main", "");
    deployer.deploy(jar("1.0.0", "one"), "a.jar");
    Path bad =
        Files.write(
            temp.resolve("bad.jar"),
            protocol("2.0.0", "error")
                .header("Bundle-Activator", Throwing.class.getName())
                .bytes());
    assertThatThrownBy(() -> deployer.deploy(bad, "a.jar"))
        .isInstanceOf(DeploymentException.class)
        .hasMessageStartingWith("a.jar: start: ");
    assertThat(answer(port)).isEqualTo("one");
  }

  @Test
  void whatFailsAloneIsRefusedByItsTest() throws Exception {
    int port = listen("main", "");
    deployer.deploy(jar("1.0.0", "one"), "a.jar");
    Path bad = jar("2.0.0", "no!");
    assertThatThrownBy(() -> deployer.deploy(bad, "a.jar"))
        .isInstanceOf(DeploymentException.class)
        .hasMessageStartingWith("a.jar: test: ")
        .hasMessageContaining("out of luck");
    assertThat(answer(port)).isEqualTo("one");
  }

  @Test
  void aBundleThatIsNoProtocolRunsWithoutTestAndMove() throws Exception {
    Path jar = Files.write(temp.resolve("plain.jar"), SampleJar.of("x", Good.class).bytes());
    Deployment plain = deployer.deploy(jar, "a.jar");
    assertThat(plain.state()).isEqualTo(Deployment.State.RUNNING);
    assertThat(report(plain, Step.MOVE).outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(report(plain, Step.MOVE).remark()).isEqualTo("no protocol");
  }

  @Test
  void thePlanSaysWhatWouldMoveAndLeavesNothing() throws Exception {
    int port = listen("main", "");
    listen("old", "[1.0,2.0)");
    Deployment one = deployer.deploy(jar("1.0.0", "one"), "a.jar");
    try (Socket open = connect(port)) {
      assertThat(ask(open)).isEqualTo("one");
      int bundles = context().getBundles().length;
      Plan plan = deployer.plan(jar("2.0.0", "two"), "a.jar");
      assertThat(plan.bundle()).isEqualTo("answering");
      assertThat(plan.version()).isEqualTo("2.0.0");
      assertThat(plan.moves()).containsExactly(new Move("main", "answering", "1.0.0", "2.0.0"));
      assertThat(plan.replaces()).isEqualTo("answering 1.0.0 (bundle " + one.bundleId() + ")");
      assertThat(plan.connections()).isEqualTo(1);
      assertThat(plan.refused()).isFalse();
      assertThat(plan.unchanged()).isFalse();
      assertThat(plan.steps().getLast().step()).isEqualTo(Step.RESOLVE);
      assertThat(context().getBundles()).hasSize(bundles);
      assertThat(temp.resolve("deployed")).isDirectoryNotContaining("glob:**.new");
      assertThat(ask(open)).isEqualTo("one");
    }
    assertThat(deployer.plan(jar("1.0.0", "one"), "a.jar").unchanged()).isTrue();
    // beside what runs, under another name, it would not be the best
    assertThat(deployer.plan(jar("0.9.0", "older"), "b.jar").moves()).isEmpty();
  }

  @Test
  void thePlanSaysWhichStepWouldRefuse() throws Exception {
    Path lacking =
        Files.write(
            temp.resolve("lacking.jar"),
            protocol("1.0.0", "x").header("Import-Package", "javax.absent").bytes());
    Plan plan = deployer.plan(lacking, "a.jar");
    assertThat(plan.refused()).isTrue();
    assertThat(plan.steps().getLast().step()).isEqualTo(Step.RESOLVE);
    assertThat(plan.steps().getLast().remark()).contains("javax.absent");
    assertThat(plan.version()).isEqualTo("1.0.0");
    assertThat(plan.moves()).isEmpty();
    Plan none = deployer.plan(temp.resolve("none"), "a.jar");
    assertThat(none.steps().getLast().step()).isEqualTo(Step.WHOLE);
    assertThat(none.steps().getLast().remark()).contains("none");
    assertThat(deployer.deployments()).isEmpty();
  }

  /** Makes a listener; gives its port. */
  private int listen(String name, String versions) throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Map<String, Object> settings =
        Map.of("protocol", "answering", "address", "127.0.0.1:" + port, "version", versions);
    service(ConfigurationAdmin.class)
        .getFactoryConfiguration("org.kamaelia.net.listener", name, "?")
        .update(FrameworkUtil.asDictionary(settings));
    return port;
  }

  private BundleContext context() {
    return framework.getBundleContext();
  }

  private <T> T service(Class<T> type) {
    return context().getService(context().getServiceReference(type));
  }

  private static String symbolicName(Path entry) throws IOException {
    Path unpacked = entry.resolve(JarFile.MANIFEST_NAME);
    Manifest manifest = null;
    if (Files.exists(unpacked)) {
      try (var in = Files.newInputStream(unpacked)) {
        manifest = new Manifest(in);
      }
    } else if (Files.isRegularFile(entry)) {
      try (var jar = new JarFile(entry.toFile())) {
        manifest = jar.getManifest();
      }
    }
    String name =
        manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
    return name == null ? "" : name.replaceAll(";.*", "");
  }

  private Path jar(String version, String text) throws IOException {
    return Files.write(temp.resolve(text + ".jar"), protocol(version, text).bytes());
  }

  private static SampleJar protocol(String version, String text) {
    return SampleJar.of(
            text, Answering.class, Answering.Answer.class, Answering.Factory.class, Throwing.class)
        .header("Bundle-SymbolicName", "answering")
        .header("Bundle-Version", version)
        .header("Import-Package", "org.osgi.framework, org.kamaelia.axon, org.kamaelia.net")
        .header(
            "Provide-Capability",
            "org.kamaelia.protocol; org.kamaelia.protocol=answering; version:Version=" + version);
  }

  private static StepReport report(Deployment deployment, Step step) {
    return deployment.steps().stream()
        .filter(report -> report.step() == step)
        .findFirst()
        .orElse(new StepReport(step, Outcome.RUNNING, Duration.ZERO, "not begun"));
  }

  private static String answer(int port) throws IOException {
    try (Socket socket = connect(port)) {
      return ask(socket);
    }
  }

  private static String ask(Socket socket) throws IOException {
    socket.getOutputStream().write('?');
    return new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII);
  }

  private static Socket connect(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    return socket;
  }
}
