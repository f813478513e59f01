package org.kamaelia.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.HttpResource;
import org.kamaelia.testbed.Container;
import org.kamaelia.testbed.ProtocolTester;
import org.kamaelia.websocket.Message;
import org.kamaelia.websocket.WebSocketFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;

/** Its bundle, in a container with that of HTTP. */
class WebSocketBundleTest {
  private static final byte[] ASKED =
      """
      GET /chat HTTP/1.1
      Host: a
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13

      """
          .replace("\n", "\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  @Test
  void itsBundleServesFactoriesAsLongAsTheyAreThere() throws Exception {
    WebSocketFactory echo =
        handshake -> Component.<Message, Message>of("echo", (in, out) -> in.forEach(out::send));
    Dictionary<String, Object> properties =
        new Hashtable<>(Map.of(HttpResource.PREFIX_ + "path", new String[] {"/chat"}));
    try (var container = Container.start()) {
      var http = container.protocol("http", 80);
      var registration =
          container.context().registerService(WebSocketFactory.class, echo, properties);
      container.service(HttpHandler.class, "(kamaelia.http.path=/chat)");
      try (var peer = ProtocolTester.of(http)) {
        String answer = new String(peer.send(ASKED).take(), StandardCharsets.US_ASCII);
        assertThat(answer).startsWith("HTTP/1.1 101 ").endsWith("\r\n\r\n");
        peer.send(Frames.client(Frames.TEXT, "hello")).expect(Frames.server(Frames.TEXT, "hello"));
        peer.send(Frames.client(Frames.CLOSE, "")).expect(Frames.server(Frames.CLOSE, ""));
        peer.expectEnd();
      }
      registration.unregister();
      try (var peer = ProtocolTester.of(http)) {
        String answer = new String(peer.send(ASKED).take(), StandardCharsets.US_ASCII);
        assertThat(answer).startsWith("HTTP/1.1 404 ");
      }
    }
  }

  @Test
  void itHasTheWireFormatOfItsOwnAndExportsNothing() throws Exception {
    try (var container = Container.start()) {
      Bundle bundle =
          Arrays.stream(container.context().getBundles())
              .filter(it -> it.getSymbolicName().equals("org.kamaelia.protocol.websocket"))
              .findFirst()
              .orElseThrow();
      assertThat(
              bundle
                  .adapt(BundleRevision.class)
                  .getDeclaredCapabilities(BundleRevision.PACKAGE_NAMESPACE))
          .isEmpty();
      assertThat(bundle.getEntry("org/kamaelia/websocket/internal/Talk.class")).isNotNull();
      assertThat(bundle.getEntry("org/kamaelia/websocket/Message.class")).isNull();
      ServiceReference<?>[] services = bundle.getRegisteredServices();
      assertThat(services)
          .extracting(it -> ((String[]) it.getProperty("objectClass"))[0])
          .contains("org.kamaelia.net.ConfigurationProblems");
    }
  }
}
