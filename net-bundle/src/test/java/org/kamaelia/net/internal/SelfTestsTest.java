package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Signal;
import org.kamaelia.net.Connection;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.DatagramProtocolFactory;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.SelfTest;
import org.kamaelia.net.SelfTestException;
import org.kamaelia.net.Server;

/** What a bundle's protocols have to pass before they serve. */
@Timeout(60)
class SelfTestsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final TcpServer server = TcpServer.start(1, "nio");
  private final Server.Stage stage = server.stage(5);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void protocolsThatBeginAndEndPass() {
    register("echo", ConnectionTest::echo);
    register(
        "flood",
        connection ->
            Component.of(
                "flood",
                (in, out) -> {
                  while (true) {
                    out.send(ByteBuffer.allocate(100));
                  }
                }));
    register(
        "attentive",
        connection ->
            new Component<>() {
              @Override
              protected void run() {
                Signal _ = control().receive();
              }
            });
    assertThatCode(() -> stage.test(LONG)).doesNotThrowAnyException();
  }

  @Test
  void aFactoryThatThrowsIsNamedWithWhatItThrew() {
    register(
        "broken",
        connection -> {
          throw new NoClassDefFoundError("org/example/Missing");
        });
    refuses("broken 1: it failed: java.lang.NoClassDefFoundError: org/example/Missing", LONG);
  }

  @Test
  void aComponentThatThrowsIsNamedWithWhatItThrew() {
    register(
        "broken",
        connection ->
            Component.of(
                "broken",
                (in, out) -> {
                  throw new IllegalStateException("no good");
                }));
    refuses("broken 1: it failed: java.lang.IllegalStateException: no good", LONG);
  }

  @Test
  void aComponentThatDoesNotEndIsNamed() {
    register(
        "stubborn",
        connection ->
            new Component<>() {
              @Override
              protected void run() {
                while (true) {
                  Signal _ = control().receive();
                }
              }
            });
    refuses("stubborn 1: it has not ended 1?[0-9]* ms after .*", SHORT);
  }

  @Test
  void whatAFactoryIsTriedWithIsNoConnectionOfTheServers() throws Exception {
    var seen = new CompletableFuture<Connection>();
    register(
        "echo",
        connection -> {
          seen.complete(connection);
          return ConnectionTest.echo(connection);
        });
    stage.test(LONG);
    assertThat(seen.join().listener()).isEqualTo("self-test");
    assertThat(server.connections()).isEmpty();
    assertThat(server.axon().topology().components())
        .noneMatch(component -> component.name().contains("self-test"));
  }

  @Test
  void whatServesWholeSocketsIsTriedAsWell() {
    DatagramProtocolFactory broken =
        (listener, local) ->
            Component.<Datagram, Datagram>of(
                "broken",
                (in, out) -> {
                  throw new IOException("no file");
                });
    server.register("dns", "2", "test", 5, 0, Set.of(), ProtocolEntry.NONE, broken);
    refuses("dns 2: it failed: java.io.IOException: no file", LONG);
  }

  @Test
  void theBundlesOwnTestsAreRunFirst() {
    own(
        () -> {
          throw new IOException("no such file: words");
        });
    register("echo", ConnectionTest::echo);
    refuses("own: java.io.IOException: no such file: words", LONG);
  }

  @Test
  void anOwnTestThatDoesNotEndIsInterruptedAndSaysWhereItIs() {
    var interrupted = new CompletableFuture<Void>();
    own(
        () -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.complete(null);
          }
        });
    refuses("own: it has not ended in time; it is at .*", SHORT);
    interrupted.join();
  }

  private void own(SelfTest test) {
    server.selfTests(
        (bundle, look) -> {
          assertThat(bundle).isEqualTo(5);
          look.at(Map.of("own", test));
        });
  }

  private void refuses(String pattern, Duration within) {
    assertThatThrownBy(() -> stage.test(within))
        .isInstanceOf(SelfTestException.class)
        .hasNoCause()
        .satisfies(e -> assertThat(String.valueOf(e.getMessage())).matches(pattern));
  }

  private void register(String name, ProtocolFactory factory) {
    server.register(name, "1", "test", 5, 0, EnumSet.of(Carrier.STREAM), factory, null);
  }
}
