package org.kamaelia.metrics;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.kamaelia.axon.Component;

/**
 * As much of HTTP/1.1 as it takes to fetch pages: GET and HEAD, several requests on a connection,
 * one after the other. What is wrong gets an answer that says so, and ends the connection.
 */
final class Http extends Component<ByteBuffer, ByteBuffer> {
  /** The longest head of a request, in bytes. */
  static final int HEAD = 8 * 1024;

  /** How much of an answer goes out at a time. */
  private static final int PIECE = 32 * 1024;

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Pages pages;
  private final byte[] head = new byte[HEAD];
  private int length;

  Http(Pages pages) {
    this.pages = pages;
  }

  @Override
  protected void run() throws Exception {
    for (ByteBuffer bytes : inbox) {
      while (bytes.hasRemaining()) {
        if (!take(bytes.get())) {
          return;
        }
      }
    }
  }

  /**
   * Takes a byte.
   *
   * @return whether more may come
   */
  private boolean take(byte next) throws Exception {
    if (length == HEAD) {
      answer("431 Request Header Fields Too Large", "", false, "%,d bytes at most".formatted(HEAD));
      return false;
    }
    head[length++] = next;
    if (next != '\n' || !endsWith("\r\n\r\n")) {
      if (length == 2 && endsWith("\r\n")) {
        // an empty line before a request, which some clients send (RFC 9112, 2.2)
        length = 0;
      }
      return true;
    }
    String text = new String(head, 0, length - 4, StandardCharsets.ISO_8859_1);
    length = 0;
    try {
      Request request = Request.of(text);
      answer(request);
      return request.goesOn();
    } catch (Request.Malformed e) {
      answer("400 Bad Request", "", false, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private boolean endsWith(String end) {
    if (length < end.length()) {
      return false;
    }
    for (int i = 0; i < end.length(); i++) {
      if (head[length - end.length() + i] != end.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void answer(Request request) throws Exception {
    boolean goesOn = request.goesOn();
    boolean only = request.method().equals("HEAD");
    if (!only && !request.method().equals("GET")) {
      answer("405 Method Not Allowed", "Allow: GET, HEAD\r\n", goesOn, "only GET and HEAD");
      return;
    }
    Optional<Page> page;
    try {
      page = make(request);
    } catch (ExecutionException e) {
      System.getLogger("org.kamaelia.metrics")
          .log(System.Logger.Level.WARNING, "no page " + request.path(), e.getCause());
      page = Optional.of(text("503 Service Unavailable", "it cannot be told now; see the log"));
    }
    send(page.orElseGet(() -> text("404 Not Found", "there is no such page")), "", goesOn, only);
  }

  /** Not on the loop: what the server is asked may have to wait for the loops. */
  private Optional<Page> make(Request request) throws InterruptedException, ExecutionException {
    var asked = new FutureTask<>(() -> pages.page(request.path(), request.accept()));
    Thread.ofVirtual().name("kamaelia-metrics").start(asked);
    return asked.get();
  }

  private void answer(String status, String fields, boolean goesOn, String reason) {
    send(text(status, reason), fields, goesOn, false);
  }

  private static Page text(String status, String reason) {
    return new Page(status, TEXT, (reason + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void send(Page page, String fields, boolean goesOn, boolean headOnly) {
    String start =
        "HTTP/1.1 %s\r\nDate: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nCache-Control: no-store\r\n%s%s\r\n"
            .formatted(
                page.status(),
                DATE.format(clock().instant()),
                page.type(),
                page.content().length,
                fields,
                goesOn ? "" : "Connection: close\r\n");
    byte[] before = start.getBytes(StandardCharsets.ISO_8859_1);
    byte[] content = headOnly ? new byte[0] : page.content();
    byte[] all = Arrays.copyOf(before, before.length + content.length);
    System.arraycopy(content, 0, all, before.length, content.length);
    for (int at = 0; at < all.length; at += PIECE) {
      outbox.send(ByteBuffer.wrap(all, at, Math.min(PIECE, all.length - at)).slice());
    }
  }
}
