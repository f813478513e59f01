package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.Server;

/** This project's server with one loop, and a protocol of one line. */
final class KamaeliaServer {
  private KamaeliaServer() {}

  /** Kept, as it would be forgotten with its level. */
  private static final Logger LOG = Logger.getLogger("org.kamaelia.net");

  static int start(String transport, Task task, Identity identity) throws IOException {
    LOG.setLevel(Level.WARNING);
    System.setProperty("org.kamaelia.net.transport", transport);
    Server server = Server.start(1);
    ProtocolFactory protocol =
        switch (task) {
          case HTTP -> HttpServers.kamaelia(identity.folder());
          case WEBSOCKET -> HttpServers.kamaeliaWebSocket();
          case SINK -> connection -> Component.of("sink", (in, out) -> sink(in));
          case ECHO, TLS -> connection -> Component.of("echo", (in, out) -> echo(in, out));
        };
    server.register("benchmark", "1.0.0", protocol);
    ListenerSpec spec =
        ListenerSpec.of("benchmark", "benchmark", "127.0.0.1:0")
            .with(ListenerSettings.BACKLOG, NetRun.BACKLOG)
            // Accepted where they live: otherwise another thread does that.
            .with(ListenerSettings.PORT_EACH_LOOP, true);
    if (task == Task.TLS) {
      spec =
          spec.with(ListenerSettings.TLS_CERTIFICATES, List.of(identity.certificate()))
              .with(ListenerSettings.TLS_KEYS, List.of(identity.key()));
    }
    String address = server.bind(spec).address();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private static void echo(Inbox<ByteBuffer> in, Outbox<ByteBuffer> out) {
    for (ByteBuffer bytes : in) {
      out.send(bytes);
    }
  }

  private static void sink(Inbox<ByteBuffer> in) {
    for (ByteBuffer bytes : in) {
      bytes.position(bytes.limit());
    }
  }
}
