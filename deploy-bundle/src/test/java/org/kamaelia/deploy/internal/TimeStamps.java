package org.kamaelia.deploy.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** An authority that stamps times (RFC 3161), at this machine only: OpenSSL behind HTTP. */
final class TimeStamps implements AutoCloseable {
  private static final String CONFIGURATION =
      """
      [ tsa ]
      default_tsa = it
      [ it ]
      serial = %1$s/serial
      signer_cert = %1$s/tsa.pem
      signer_key = %1$s/tsa.key
      signer_digest = sha256
      default_policy = 1.2.3.4.1
      digests = sha256, sha384, sha512
      """;

  private final Path folder;
  private final HttpServer server;

  /** It signs with the key of that name. */
  TimeStamps(Path folder, Keys keys, String alias) throws Exception {
    this.folder = folder;
    Files.createDirectories(folder);
    keys.pem(folder.resolve("tsa.pem"), alias);
    Files.writeString(
        folder.resolve("tsa.key"), Keys.section("PRIVATE KEY", keys.key(alias).getEncoded()));
    Files.writeString(folder.resolve("serial"), "01\n");
    Files.writeString(folder.resolve("tsa.cnf"), CONFIGURATION.formatted(folder));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Files.write(folder.resolve("query"), exchange.getRequestBody().readAllBytes());
      Process openssl =
          new ProcessBuilder(
                  "openssl",
                  "ts",
                  "-reply",
                  "-config",
                  "tsa.cnf",
                  "-queryfile",
                  "query",
                  "-out",
                  "reply")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      byte[] reply = Files.readAllBytes(folder.resolve("reply"));
      if (openssl.waitFor() != 0) {
        throw new IOException(said);
      }
      exchange.getResponseHeaders().set("Content-Type", "application/timestamp-reply");
      exchange.sendResponseHeaders(200, reply.length);
      exchange.getResponseBody().write(reply);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
