package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;

/** Error numbers, and the exceptions that Java has for them. */
final class Errno {
  static final int EPERM = 1;
  static final int EINTR = 4;
  static final int EIO = 5;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int EBUSY = 16;
  static final int EINVAL = 22;
  static final int EMFILE = 24;
  static final int EPIPE = 32;
  static final int ENOSYS = 38;
  static final int ETIME = 62;
  static final int EMSGSIZE = 90;
  static final int ENOPROTOOPT = 92;
  static final int EPROTONOSUPPORT = 93;
  static final int EADDRINUSE = 98;
  static final int EADDRNOTAVAIL = 99;
  static final int ECONNABORTED = 103;
  static final int ECONNRESET = 104;
  static final int ENOBUFS = 105;
  static final int ENOTCONN = 107;
  static final int ETIMEDOUT = 110;
  static final int ECONNREFUSED = 111;
  static final int EHOSTUNREACH = 113;
  static final int EINPROGRESS = 115;
  static final int ECANCELED = 125;

  private Errno() {}

  /** What went wrong when an address was to be had. */
  static IOException binding(int errno, Calls calls) {
    return switch (errno) {
      case EADDRINUSE, EADDRNOTAVAIL, EACCES, EPERM -> new BindException(calls.text(errno));
      default -> other(errno, calls);
    };
  }

  /** What went wrong when a peer was to be reached. */
  static IOException connecting(int errno, Calls calls) {
    return switch (errno) {
      case ECONNREFUSED, ETIMEDOUT -> new ConnectException(calls.text(errno));
      case EHOSTUNREACH -> new NoRouteToHostException(calls.text(errno));
      default -> binding(errno, calls);
    };
  }

  /** What went wrong with a connection, or with the system. */
  static IOException other(int errno, Calls calls) {
    return new SocketException(calls.text(errno));
  }

  /**
   * A result that is none.
   *
   * @return the result, if it is not an error
   * @throws IOException what went wrong
   */
  static int check(int result, Calls calls) throws IOException {
    if (result < 0) {
      throw other(-result, calls);
    }
    return result;
  }
}
