package org.kamaelia.benchmarks.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.kamaelia.axon.Component;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Response;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.protocol.http.FileFolder;
import org.kamaelia.protocol.http.HttpFactory;
import org.kamaelia.protocol.websocket.WebSocketWhiteboard;
import org.kamaelia.websocket.Message;
import org.kamaelia.websocket.WebSocketFactory;

/** Servers of HTTP/1.1: a short text at {@value #SMALL}, a file of 1 MiB at {@value #FILE}. */
final class HttpServers {
  static final String SMALL = "/small";
  static final String FILE = "/file";

  static final String TEXT = "Hello, World!\n";
  private static final int FILE_BYTES = 1 << 20;

  private HttpServers() {}

  /** The file, made if it is not there. */
  static Path file(Path folder) throws IOException {
    Path file = folder.resolve("file");
    if (Files.notExists(file)) {
      Files.write(file, new byte[FILE_BYTES]);
    }
    return file;
  }

  /** This project's. */
  static ProtocolFactory kamaelia(Path folder) throws IOException {
    file(folder);
    HttpHandler files = FileFolder.handler(folder);
    HttpHandler handler =
        request -> request.path().equals(SMALL) ? Response.text(TEXT) : files.handle(request);
    return HttpFactory.serving("/*", handler);
  }

  /** This project's, whose WebSockets send back what they get. */
  static ProtocolFactory kamaeliaWebSocket() {
    WebSocketFactory echo =
        handshake ->
            Component.of(
                "echo",
                (in, out) -> {
                  for (Message message : in) {
                    out.send(message);
                  }
                });
    return HttpFactory.serving("/echo", WebSocketWhiteboard.handler(echo));
  }

  /** Netty's, which do the same. */
  static void nettyWebSocket(ChannelPipeline pipeline) {
    pipeline.addLast(
        new HttpServerCodec(),
        new HttpObjectAggregator(65536),
        new WebSocketServerProtocolHandler("/echo"),
        new NettyWebSocket());
  }

  /** Netty's. */
  static void netty(ChannelPipeline pipeline, Path folder) throws IOException {
    pipeline.addLast(new HttpServerCodec(), new NettyHandler(file(folder).toFile()));
  }

  /** The command that starts nginx in one process, and prints its port. */
  static List<String> nginx(Path folder) throws IOException {
    file(folder);
    int port;
    try (var free = new java.net.ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off;
        master_process off;
        pid FOLDER/nginx.pid;
        error_log stderr crit;
        events { worker_connections 20000; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          keepalive_requests 1000000000;
          client_body_temp_path FOLDER;
          proxy_temp_path FOLDER;
          fastcgi_temp_path FOLDER;
          uwsgi_temp_path FOLDER;
          scgi_temp_path FOLDER;
          server {
            listen 127.0.0.1:PORT backlog=4096;
            location = /small { default_type text/plain; return 200 "Hello, World!\\n"; }
            location = /file { root FOLDER; }
          }
        }
        """
            .replace("FOLDER", folder.toString())
            .replace("PORT", Integer.toString(port)));
    return List.of(
        "sh", "-c", "echo %d; exec /usr/sbin/nginx -e stderr -c %s".formatted(port, configuration));
  }

  private static final class NettyWebSocket
      extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, BinaryWebSocketFrame frame) {
      context.write(frame.retain());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }

  private static final class NettyHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.US_ASCII);
    private static final DateTimeFormatter DATE =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final File file;
    private long second;
    private String date = "";

    NettyHandler(File file) {
      this.file = file;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
      if (!(message instanceof HttpRequest request)) {
        return;
      }
      if (request.uri().equals(FILE)) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        describe(head, "application/octet-stream", FILE_BYTES);
        context.write(head);
        context.write(new DefaultFileRegion(file, 0, FILE_BYTES));
        context.write(LastHttpContent.EMPTY_LAST_CONTENT);
      } else {
        FullHttpResponse response =
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(BYTES));
        describe(response, "text/plain", BYTES.length);
        context.write(response);
      }
    }

    private void describe(HttpResponse response, String type, int length) {
      long now = System.currentTimeMillis() / 1000;
      if (now != second) {
        second = now;
        date = DATE.format(Instant.ofEpochSecond(now));
      }
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, type)
          .set(HttpHeaderNames.DATE, date)
          .setInt(HttpHeaderNames.CONTENT_LENGTH, length);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
