package org.kamaelia.testbed.sim;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Predicate;

/** The port numbers that are given to who asks for none, RFC 6056; those that Linux has. */
final class Numbers {
  private static final int FIRST = 32768;
  private static final int COUNT = 28232;

  private int next;

  InetSocketAddress next(InetAddress address, Predicate<InetSocketAddress> free)
      throws BindException {
    for (int i = 0; i < COUNT; i++) {
      InetSocketAddress numbered = new InetSocketAddress(address, FIRST + next);
      next = (next + 1) % COUNT;
      if (free.test(numbered)) {
        return numbered;
      }
    }
    throw new BindException("Cannot assign requested address: all ports are in use");
  }
}
