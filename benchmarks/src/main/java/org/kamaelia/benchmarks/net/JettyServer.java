package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Jetty with one selector, on whose thread its handler runs, as that does not block; files by its
 * own handler of files.
 */
final class JettyServer {
  private JettyServer() {}

  static int start(Identity identity) throws Exception {
    HttpServers.file(identity.folder());
    var server = new Server(new QueuedThreadPool(8));
    var configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setHost("127.0.0.1");
    connector.setAcceptQueueSize(NetRun.BACKLOG);
    server.addConnector(connector);
    var files = new ResourceHandler();
    files.setBaseResource(ResourceFactory.of(files).newResource(identity.folder()));
    server.setHandler(new Handler.Sequence(new Small(), files));
    server.start();
    return connector.getLocalPort();
  }

  private static final class Small extends Handler.Abstract.NonBlocking {
    private static final ByteBuffer TEXT =
        ByteBuffer.wrap(HttpServers.TEXT.getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();

    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      if (!Request.getPathInContext(request).equals(HttpServers.SMALL)) {
        return false;
      }
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, TEXT.remaining());
      response.write(true, TEXT.slice(), callback);
      return true;
    }
  }
}
