package org.kamaelia.ssh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.sshd.common.BuiltinFactory;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.global.NoMoreSessionsHandler;
import org.kamaelia.console.Console;

/** An open port for SSH: the console, for those whose keys are known, and nothing else. */
final class SshPort implements AutoCloseable {
  /** Keys that a client may show in one connection. */
  private static final int TRIES = 6;

  /** What OpenSSH takes without being asked to, as far as MINA SSHD has it with the JDK alone. */
  private static final List<BuiltinCiphers> CIPHERS =
      List.of(
          BuiltinCiphers.cc20p1305_openssh,
          BuiltinCiphers.aes256gcm,
          BuiltinCiphers.aes128gcm,
          BuiltinCiphers.aes256ctr,
          BuiltinCiphers.aes192ctr,
          BuiltinCiphers.aes128ctr);

  private static final List<BuiltinMacs> MACS =
      List.of(
          BuiltinMacs.hmacsha256etm,
          BuiltinMacs.hmacsha512etm,
          BuiltinMacs.hmacsha256,
          BuiltinMacs.hmacsha512);

  private static final List<BuiltinDHFactories> KEY_EXCHANGES =
      List.of(
          BuiltinDHFactories.curve25519,
          BuiltinDHFactories.curve25519_libssh,
          BuiltinDHFactories.ecdhp256,
          BuiltinDHFactories.ecdhp384,
          BuiltinDHFactories.ecdhp521,
          BuiltinDHFactories.dhg16_512,
          BuiltinDHFactories.dhg18_512,
          BuiltinDHFactories.dhg14_256);

  private static final List<BuiltinSignatures> SIGNATURES =
      List.of(
          BuiltinSignatures.ed25519,
          BuiltinSignatures.nistp256,
          BuiltinSignatures.nistp384,
          BuiltinSignatures.nistp521,
          BuiltinSignatures.rsaSHA512,
          BuiltinSignatures.rsaSHA256);

  /** Held, or its level would be forgotten with it: peers can have MINA warn as they like. */
  private static final Logger MINA = Logger.getLogger("org.apache.sshd");

  private final SshServer server;
  private volatile SshSettings settings;

  /**
   * Opens the port.
   *
   * @throws IOException if it cannot be had
   */
  SshPort(Console console, KeyPair hostKey, SshSettings settings) throws IOException {
    MINA.setLevel(Level.SEVERE);
    this.settings = settings;
    server = server();
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
    Logins logins = new Logins(this::settings, new Failures(InstantSource.system()));
    server.setPublickeyAuthenticator(logins);
    server.addSessionListener(logins);
    server.setShellFactory(channel -> new ConsoleCommand(console, ""));
    server.setCommandFactory((channel, line) -> new ConsoleCommand(console, line));
    server.setHost(settings.address().host());
    server.setPort(settings.address().port());
    change(settings);
    try {
      server.start();
    } catch (IOException e) {
      server.close(true);
      throw e;
    }
  }

  private static SshServer server() {
    SshServer server =
        ServerBuilder.builder()
            .cipherFactories(BuiltinFactory.setUpFactories(false, CIPHERS))
            .macFactories(BuiltinFactory.setUpFactories(false, MACS))
            .signatureFactories(BuiltinFactory.setUpFactories(false, SIGNATURES))
            .keyExchangeFactories(
                NamedFactory.setUpTransformedFactories(false, KEY_EXCHANGES, ServerBuilder.DH2KEX))
            .channelFactories(List.of(ConsoleChannel.FACTORY))
            .globalRequestHandlers(
                List.of(KeepAliveHandler.INSTANCE, NoMoreSessionsHandler.INSTANCE))
            .build();
    server.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory());
    CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "Kamaelia");
    CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, TRIES);
    CoreModuleProperties.SOCKET_KEEPALIVE.set(server, true);
    return server;
  }

  private SshSettings settings() {
    return settings;
  }

  /** Takes other limits, for those who come from now on; the address stays. */
  final void change(SshSettings wanted) {
    settings = wanted;
    CoreModuleProperties.AUTH_TIMEOUT.set(server, wanted.handshakeTimeout());
    CoreModuleProperties.IDLE_TIMEOUT.set(server, wanted.idleTimeout());
    CoreModuleProperties.NIO2_READ_TIMEOUT.set(server, Duration.ZERO);
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return (InetSocketAddress) server.getBoundAddresses().iterator().next();
  }

  /** Closes the port, and ends all sessions. */
  @Override
  public void close() {
    try {
      server.stop(true);
    } catch (IOException e) {
      System.getLogger("org.kamaelia.ssh").log(System.Logger.Level.WARNING, "closing", e);
    }
  }
}
