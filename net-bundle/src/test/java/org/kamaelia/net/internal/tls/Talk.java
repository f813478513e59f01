package org.kamaelia.net.internal.tls;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.kamaelia.axon.SteppedAxon;

/** A client and a server over a wire in memory, on one loop that moves when told. */
final class Talk implements AutoCloseable {
  static final TestCertificate CA = TestCertificate.authority("Test CA");
  static final TestCertificate SERVER = CA.issue("server.test", "*.wild.test");

  final SteppedAxon axon = new SteppedAxon(1);
  final Workbench bench;
  final Wire clientWire;
  final Wire serverWire;
  final SSLEngine clientEngine;
  final Party client;
  final Party server;

  Talk(String version) {
    this(version, Runnable::run);
  }

  Talk(String version, Executor threads) {
    this(
        threads,
        (wire, bench) -> new TlsStream(wire, engine(version, true), bench),
        (wire, bench) -> new TlsStream(wire, engine(version, false), bench));
  }

  /** Between a client and a server of somebody's. */
  Talk(
      Executor threads,
      BiFunction<Wire, Workbench, TlsStream> clients,
      BiFunction<Wire, Workbench, TlsStream> servers) {
    bench = new Workbench(threads, () -> {}, 100);
    Wire[] pair = Wire.pair();
    clientWire = pair[0];
    serverWire = pair[1];
    bench.enter();
    bench.enter();
    client = new Party(clients.apply(clientWire, bench));
    server = new Party(servers.apply(serverWire, bench));
    clientEngine = client.stream.engine();
  }

  Talk attach() {
    server.attach(axon.loops().getFirst());
    client.attach(axon.loops().getFirst());
    return this;
  }

  /** Attached, and shaken hands. */
  Talk open() {
    attach();
    until(() -> client.connected && server.connected);
    return this;
  }

  private static SSLEngine engine(String version, boolean client) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      Identity identity =
          new Identity(List.of(SERVER.certificate(), CA.certificate()), SERVER.keys().getPrivate());
      context.init(
          new KeyManager[] {new Identities(List.of(identity))},
          Suites.trust(List.of(CA.certificate())),
          null);
      SSLEngine engine = context.createSSLEngine("server.test", 1);
      engine.setUseClientMode(client);
      SSLParameters parameters = Suites.parameters(engine);
      parameters.setProtocols(new String[] {version});
      engine.setSSLParameters(parameters);
      return engine;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Runs until nothing happens any more. */
  void run() {
    boolean moves = true;
    for (int rounds = 0; moves; rounds++) {
      if (rounds > 2_000_000) {
        throw new AssertionError("it goes on for ever: " + this);
      }
      axon.runUntilIdle();
      moves = clientWire.poll() | serverWire.poll();
    }
  }

  /** Runs until it holds, and no longer. */
  void until(BooleanSupplier holds) {
    for (int still = 0; !holds.getAsBoolean(); ) {
      axon.runUntilIdle();
      still = clientWire.poll() | serverWire.poll() ? 0 : still + 1;
      if (still > 2) {
        throw new AssertionError("nothing moves any more: " + this);
      }
    }
  }

  Talk talk() {
    try {
      for (Party party : List.of(client, server)) {
        if (party.connected && party.failure == null) {
          party.talk();
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  @Override
  public String toString() {
    return "client %s %s, server %s %s"
        .formatted(client.connected, client.failure, server.connected, server.failure);
  }

  @Override
  public void close() {
    client.stream.close();
    server.stream.close();
    axon.close();
  }
}
