package org.kamaelia.launcher;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The floors of the house: axon and link, net, then testbed, protocols and console, then launcher.
 */
@AnalyzeClasses(packages = "org.kamaelia", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String AXON = "org.kamaelia.axon..";
  private static final String NET = "org.kamaelia.net..";
  private static final String LINK = "org.kamaelia.link..";
  private static final String RECORD = "org.kamaelia.record..";
  private static final String TESTBED = "org.kamaelia.testbed..";
  private static final String LAB = "org.kamaelia.lab..";
  private static final String DEPLOY = "org.kamaelia.deploy..";
  private static final String CONSOLE = "org.kamaelia.console..";
  private static final String SSH = "org.kamaelia.ssh..";
  private static final String METRICS = "org.kamaelia.metrics..";
  private static final String HTTP = "org.kamaelia.http..";
  private static final String WEBSOCKET = "org.kamaelia.websocket..";
  private static final String PAGE = "org.kamaelia.page..";
  private static final String PROTOCOL = "org.kamaelia.protocol..";
  private static final String LAUNCHER = "org.kamaelia.launcher..";
  private static final String OURS = "org.kamaelia..";

  @ArchTest final ArchRule axonStandsOnTheGround = mayKnow(AXON);

  @ArchTest final ArchRule netStandsOnTheGround = mayKnow(NET, LINK, AXON);

  @ArchTest final ArchRule linkStandsOnTheGround = mayKnow(LINK);

  @ArchTest final ArchRule recordStandsOnNet = mayKnow(RECORD, NET, AXON);

  @ArchTest final ArchRule testbedStandsOnWhatItTests = mayKnow(TESTBED, LINK, RECORD, NET, AXON);

  @ArchTest final ArchRule labStandsOnTheTestbed = mayKnow(LAB, TESTBED, LINK, RECORD, NET, AXON);

  @ArchTest final ArchRule deployStandsOnNet = mayKnow(DEPLOY, NET, AXON);

  @ArchTest final ArchRule consoleStandsOnWhatItShows = mayKnow(CONSOLE, DEPLOY, RECORD, NET, AXON);

  @ArchTest
  final ArchRule sshStandsOnTheConsolesDoor =
      mayKnow(SSH, "org.kamaelia.console", "org.kamaelia.net");

  @ArchTest
  final ArchRule metricsStandsOnWhatOthersKnow =
      mayKnow(
          METRICS,
          "org.kamaelia.http",
          "org.kamaelia.console",
          "org.kamaelia.deploy",
          "org.kamaelia.net",
          "org.kamaelia.axon");

  @ArchTest final ArchRule httpStandsOnNet = mayKnow(HTTP, "org.kamaelia.net", "org.kamaelia.axon");

  @ArchTest
  final ArchRule websocketStandsOnHttp =
      mayKnow(WEBSOCKET, "org.kamaelia.http", "org.kamaelia.net", "org.kamaelia.axon");

  @ArchTest
  final ArchRule pageStandsOnWhatItShows =
      mayKnow(
          PAGE,
          "org.kamaelia.websocket",
          "org.kamaelia.http",
          "org.kamaelia.console",
          "org.kamaelia.deploy",
          "org.kamaelia.net",
          "org.kamaelia.net.transport",
          "org.kamaelia.axon");

  // it reaches the bundles through Felix only
  @ArchTest final ArchRule launcherKnowsNoBundle = mayKnow(LAUNCHER);

  @ArchTest
  final ArchRule axonKnowsNeitherSocketsNorOsgi =
      noClasses()
          .that()
          .resideInAPackage(AXON)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.net..", "org.osgi..")
                  .or(nameMatching("java\\.nio\\.channels\\..*(Socket|Datagram|Select|Network).*"))
                  .and(not(resideInAPackage("org.osgi.annotation.."))));

  @ArchTest
  final ArchRule protocolKnowsOnlyTheApiAndTheJdk =
      classes()
          .that()
          .resideInAPackage(PROTOCOL)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              PROTOCOL,
              "org.kamaelia.axon",
              "org.kamaelia.net",
              "org.kamaelia.http",
              "org.kamaelia.websocket",
              // copies in the bundles themselves
              "org.kamaelia.websocket.internal",
              "io.airlift.compress.v3..",
              "java..",
              "javax..",
              "org.osgi.service.component.annotations",
              "org.osgi.annotation..",
              "org.jspecify.annotations");

  @ArchTest
  final ArchRule protocolKnowsNoOtherProtocol =
      slices().matching("org.kamaelia.protocol.(*)..").should().notDependOnEachOther();

  private static ArchRule mayKnow(String floor, String... below) {
    var allowed = resideInAPackage(floor).or(resideInAnyPackage(below));
    return noClasses()
        .that()
        .resideInAPackage(floor)
        .should()
        .dependOnClassesThat(resideInAPackage(OURS).and(not(allowed)));
  }
}
