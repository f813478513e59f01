package org.kamaelia.page;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.regex.Pattern;
import org.kamaelia.http.HttpException;
import org.kamaelia.http.Request;

/**
 * Who may see the page: browsers on this machine, and pages that came from here. An operator
 * elsewhere comes through a tunnel of SSH.
 *
 * <p>A page from anywhere may have a browser on this machine send requests here, under a name of
 * its own that it lets mean 127.0.0.1. Such a request has that name as its host.
 */
final class Guests {
  private static final Pattern HERE =
      Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\])(:[0-9]{1,5})?");

  private Guests() {}

  /**
   * Refuses strangers.
   *
   * @throws HttpException with status 403, or 421 if it is meant for another host
   */
  static void check(Request request) {
    if (!isHere(request.connection().peer()) || !isHere(request.connection().via())) {
      throw new HttpException(403, "the page is for this machine; come through a tunnel of SSH");
    }
    if (!HERE.matcher(request.authority()).matches()) {
      throw new HttpException(421, "the page is at localhost, 127.0.0.1 or [::1]");
    }
  }

  /** A Unix-domain socket is. */
  private static boolean isHere(SocketAddress address) {
    return !(address instanceof InetSocketAddress inet)
        || (inet.getAddress() != null && inet.getAddress().isLoopbackAddress());
  }
}
