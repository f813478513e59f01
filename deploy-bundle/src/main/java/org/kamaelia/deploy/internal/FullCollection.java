package org.kamaelia.deploy.internal;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Collects all garbage while everything else waits. {@code System.gc()} collects beside the work in
 * the server, and so leaves for many seconds what has become garbage lately.
 */
final class FullCollection {
  private FullCollection() {}

  static void run() {
    try {
      // a histogram of what is alive, as jcmd makes it: before that the JVM collects all that is
      // not
      var _ =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    } catch (JMException | RuntimeException e) {
      // another JVM
      System.gc();
    }
  }
}
