package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Listeners as configurations. */
@Timeout(60)
class ListenerConfigurationsTest {
  private static final String PID = ListenerSpec.PID + "~a";

  @TempDir private Path folder;
  private final TcpServer server = TcpServer.start(1, "nio");
  private final ListenerConfigurations configurations = new ListenerConfigurations(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aValueThatIsWrongKeepsTheListenerAndIsShownWithItsLineUntilItIsRight() throws Exception {
    Path file =
        Files.writeString(folder.resolve("a.cfg"), "protocol = echo\naddress = 0\npace = -1\n");
    update(file, Map.of("protocol", "echo", "address", "127.0.0.1:0", "maxConnections", "7"));
    update(file, Map.of("protocol", "echo", "address", "127.0.0.1:0", "pace", "-1"));
    assertThat(configurations.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.pid()).isEqualTo(PID);
              assertThat(problem.file()).isEqualTo(file.toString());
              assertThat(problem.line()).isEqualTo(3);
              assertThat(problem.reason())
                  .startsWith("listener a: pace = -1: ")
                  .endsWith("; it stays as it was");
            });
    assertThat(listener().spec().get(ListenerSettings.MAX_CONNECTIONS)).isEqualTo(7);
    update(file, Map.of("protocol", "echo", "address", "127.0.0.1:0", "pace", "1024"));
    assertThat(configurations.problems()).isEmpty();
    assertThat(listener().spec().get(ListenerSettings.PACE)).isEqualTo(1024);
  }

  @Test
  void oneThatNeverWasRightIsShownAndGoesWithItsConfiguration() {
    configurations.updated(PID, FrameworkUtil.asDictionary(Map.of("protocol", "echo")));
    assertThat(server.listeners()).isEmpty();
    assertThat(configurations.problems())
        .singleElement()
        .hasToString(PID + ": listener a: a listener needs address; it is not there");
    configurations.deleted(PID);
    assertThat(configurations.problems()).isEmpty();
  }

  @Test
  void whatAFileChangesIsAuditedUnderItsName() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    Logger audit = Logger.getLogger("org.kamaelia.audit");
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            lines.add(record.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    audit.addHandler(handler);
    try {
      Path file = folder.resolve("a.cfg");
      Map<String, String> settings = Map.of("protocol", "echo", "address", "127.0.0.1:7");
      update(file, settings);
      update(file, settings);
      update(file, Map.of("protocol", "echo", "address", "here"));
      configurations.deleted(PID);
      // not from a file: a command's, which the console logs
      configurations.updated(PID, FrameworkUtil.asDictionary(settings));
    } finally {
      audit.removeHandler(handler);
    }
    assertThat(lines)
        .containsExactly(
            "etc/a.cfg: listener a is waiting at 127.0.0.1:7",
            "etc/a.cfg: refused: address = here: is not host:port, [v6]:port, udp:host:port or"
                + " unix:/path",
            "etc/a.cfg: listener a is gone");
  }

  @Test
  void oneThatComesWhileTheServerClosesIsPassedOver() throws Exception {
    server.close();
    Path file = folder.resolve("a.cfg");
    update(file, Map.of("protocol", "echo", "address", "127.0.0.1:0"));
    assertThat(server.listeners()).isEmpty();
    assertThat(configurations.problems()).isEmpty();
    configurations.deleted(PID);
  }

  @Test
  void aFileOfCommentsAsksForNoListener() throws Exception {
    Path file = Files.writeString(folder.resolve("a.cfg"), "#protocol = echo\n");
    update(file, Map.of());
    assertThat(configurations.problems()).isEmpty();
    assertThat(server.listeners()).isEmpty();
    update(file, Map.of("protocol", "echo", "address", "127.0.0.1:0"));
    assertThat(server.listeners()).hasSize(1);
    update(file, Map.of());
    assertThat(server.listeners()).isEmpty();
  }

  @Test
  void metatypeKnowsEachSetting() {
    ObjectClassDefinition definition =
        new ListenerMetatype().getObjectClassDefinition(ListenerSpec.PID, null);
    assertThat(definition.getAttributeDefinitions(ObjectClassDefinition.ALL))
        .extracting(AttributeDefinition::getID)
        .containsExactlyElementsOf(ListenerSettings.all().stream().map(Object::toString).toList());
    assertThat(definition.getAttributeDefinitions(ObjectClassDefinition.REQUIRED))
        .extracting(AttributeDefinition::getID)
        .containsExactly("protocol", "address");
    for (AttributeDefinition each : definition.getAttributeDefinitions(ObjectClassDefinition.ALL)) {
      String[] standard = each.getDefaultValue();
      if (standard != null && !standard[0].isEmpty()) {
        assertThat(each.validate(standard[0])).as(each.getID()).isEmpty();
      }
      if (each.getID().equals("pace")) {
        assertThat(each.validate("-1")).startsWith("pace = -1: ");
      }
    }
  }

  private void update(Path file, Map<String, String> settings) {
    Map<String, Object> properties = new HashMap<>(settings);
    properties.put(ConfigurationProblem.FILE, file.toUri().toString());
    configurations.updated(PID, FrameworkUtil.asDictionary(properties));
  }

  private ListenerInfo listener() {
    return server.listeners().getFirst();
  }
}
