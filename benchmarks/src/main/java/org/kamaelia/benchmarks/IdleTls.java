package org.kamaelia.benchmarks;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.kamaelia.axon.Component;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;

/** An echo server with TLS, and clients that believe everybody. */
final class IdleTls {
  private IdleTls() {}

  /** Starts the server with a certificate that openssl makes, and returns its port. */
  static int start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("idle-tls");
    Path key = folder.resolve("key.pem");
    Path certificate = folder.resolve("cert.pem");
    List<String> command =
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=localhost",
            "-days",
            "2",
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString());
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    Server server = Server.start(1);
    server.register(
        "echo",
        "1.0.0",
        connection ->
            Component.of(
                "echo",
                (in, out) -> {
                  for (ByteBuffer bytes : in) {
                    out.send(bytes);
                  }
                }));
    String address =
        server
            .bind(
                ListenerSpec.of("echo", "echo", "127.0.0.1:0")
                    .with(ListenerSettings.TLS_CERTIFICATES, List.of(certificate))
                    .with(ListenerSettings.TLS_KEYS, List.of(key)))
            .address();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /** Connects, and shakes hands. */
  static Socket connect(String host, int port) throws IOException {
    var socket = (SSLSocket) CONTEXT.getSocketFactory().createSocket(host, port);
    socket.startHandshake();
    return socket;
  }

  private static final SSLContext CONTEXT = context();

  private static SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
