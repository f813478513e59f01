package org.kamaelia.http;

import java.util.List;
import java.util.Optional;
import org.kamaelia.net.Connection;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A request (RFC 9110, RFC 9112). What it says does not change but for its {@link #body} and {@link
 * #trailers}, which are for the handler while it handles; the rest, for any thread at any time.
 */
@ProviderType
public interface Request {

  /** The method, such as {@code GET}; upper and lower case differ. */
  String method();

  /** Whether the method is this one. */
  default boolean is(String method) {
    return method().equals(method);
  }

  /** The request target as the client sent it. */
  String target();

  /**
   * The path of what is asked for: decoded, without the query. It begins with a slash, but for
   * {@code *} of a request about the server as a whole. None of its segments is a dot or two, and
   * no slash in it was encoded: such requests never get here.
   */
  String path();

  /**
   * What of the {@link #path} the handler's own {@code /*} stood for: {@code a/b} of {@code
   * /media/a/b} if it is registered at {@code /media/*}. Empty if it is registered at the path.
   */
  String below();

  /** What comes after the question mark, as the client sent it; empty if nothing does. */
  String query();

  /** The first value of a parameter of the {@link #query}, decoded as of a form. */
  Optional<String> parameter(String name);

  /** The host that the client means, with its port if it said one; empty if it said none. */
  String authority();

  /**
   * Whether pages of that origin are from the host that the request is for (RFC 6454, 5): others
   * must not make a browser change something here. What comes without TLS may have had it up to a
   * proxy, so then {@code https} is as good as {@code http}.
   *
   * @param origin such as {@code https://example.org}: what the field {@code Origin} says
   */
  default boolean isOwnOrigin(String origin) {
    return origin.equalsIgnoreCase("https://" + authority())
        || (connection().tls().isEmpty() && origin.equalsIgnoreCase("http://" + authority()));
  }

  /** The version's number after {@code HTTP/1.}: 0, or 1 for all newer ones. */
  int minorVersion();

  /** The header fields in their order. */
  List<Field> headers();

  /**
   * The value of a header field; of several, all with {@code ", "} between them (RFC 9110, 5.3).
   */
  Optional<String> header(String name);

  /**
   * Whether a header field, a list of tokens such as {@code Connection}, has this one. Parameters
   * do not count, nor does upper and lower case.
   */
  boolean has(String name, String token);

  /** What the client sends along. */
  Body body();

  /** The trailer fields, once all of the {@link #body} was taken; empty before and without any. */
  List<Field> trailers();

  /** The connection on which it came. */
  Connection connection();
}
