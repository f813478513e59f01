package org.kamaelia.protocol.http;

import java.util.List;
import org.kamaelia.http.HttpException;

/**
 * How the content of a request is framed (RFC 9112, 6). What two might read in two ways is refused.
 */
sealed interface Framing {

  /** So many bytes; 0 if there is none. */
  record Length(long bytes) implements Framing {}

  /** In chunks. */
  record Chunked() implements Framing {}

  /** There is no content. */
  Length NONE = new Length(0);

  /** In chunks. */
  Chunked CHUNKED = new Chunked();

  /**
   * That of a request.
   *
   * @param most how many bytes the content may have
   * @throws HttpException if it is not clear, or not known here
   */
  static Framing of(Head head, long most) {
    int lengths = head.count("content-length");
    int codings = head.count("transfer-encoding");
    if (lengths == 0 && codings == 0) {
      return NONE;
    }
    if (codings == 0) {
      return length(head, lengths, most);
    }
    if (lengths > 0) {
      throw new HttpException(400, "both Content-Length and Transfer-Encoding");
    }
    if (head.minor() == 0) {
      throw new HttpException(400, "Transfer-Encoding in HTTP/1.0");
    }
    List<String> names =
        List.of(head.value("transfer-encoding").orElseThrow().split("[ \t]*,[ \t]*"));
    int chunked = 0;
    while (chunked < names.size() && !names.get(chunked).equalsIgnoreCase("chunked")) {
      chunked++;
    }
    if (chunked != names.size() - 1) {
      throw new HttpException(400, "chunked is not the last transfer coding, and only that");
    }
    if (chunked > 0) {
      throw new HttpException(501, "of transfer codings, only chunked is known here");
    }
    return CHUNKED;
  }

  private static Length length(Head head, int lengths, long most) {
    String text = head.value("content-length").orElseThrow();
    if (lengths > 1) {
      throw new HttpException(400, "more than one Content-Length");
    }
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new HttpException(400, "a Content-Length that is no number");
    }
    if (text.length() > 18 || Long.parseLong(text) > most) {
      throw tooLarge(most);
    }
    return new Length(Long.parseLong(text));
  }

  static HttpException tooLarge(long most) {
    return new HttpException(413, "the content has more than %d bytes".formatted(most));
  }
}
