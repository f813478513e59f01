package org.kamaelia.protocol.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.http.Response;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.testbed.Determinism;
import org.kamaelia.testbed.ProtocolContract;

/** A text, an echo that takes all at once, and one by a component. */
class HttpContractTest extends ProtocolContract {
  @Override
  protected ProtocolFactory factory() {
    return HttpFactory.serving(
        "/*",
        request ->
            switch (request.path()) {
              case "/all" -> Response.text(request.body().text(1000));
              case "/by" -> Response.by("text/plain", Component.of("copy", HttpContractTest::copy));
              default -> Response.text("Hello\n");
            });
  }

  /** The access log's thread, which only an operator's configuration starts. */
  @Override
  protected boolean mayDo(Determinism.Finding finding) {
    return finding.caller().startsWith("org.kamaelia.protocol.http.FileLog.");
  }

  /** Of how many pieces it is made is not to be seen. */
  private static void copy(Inbox<ByteBuffer> in, Outbox<ByteBuffer> out) {
    for (ByteBuffer bytes : in) {
      while (bytes.hasRemaining()) {
        out.send(ByteBuffer.wrap(new byte[] {bytes.get()}));
      }
    }
  }

  @Override
  protected byte[] exchange() {
    return """
    GET /hello HTTP/1.1
    Host: a

    POST /all HTTP/1.1
    Host: a
    Content-Length: 5

    12345POST /by HTTP/1.1
    Host: a
    Transfer-Encoding: chunked

    5
    abcde
    2;x=y
    fg
    0
    T: 1

    """
        .replace("\n", "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
