package org.kamaelia.net.internal.linux;

import java.io.IOException;
import org.kamaelia.axon.Poller;
import org.kamaelia.net.transport.Transport;

/** Linux's transports, if this is Linux on a processor that they know. */
public final class Linux {
  /** Each step of niceness is a quarter more or less of a processor. */
  private static final int BACK = 10;

  private Linux() {}

  /**
   * The transport {@code epoll}.
   *
   * @throws UnsupportedOperationException if it does not work here, with the reason
   */
  public static Transport epoll() {
    return working(new EpollTransport(machine(), Linux::calls));
  }

  /**
   * The transport {@code io_uring}.
   *
   * @throws UnsupportedOperationException if it does not work here, with the reason
   */
  public static Transport uring() {
    return working(new UringTransport(machine(), Linux::calls));
  }

  /**
   * Has the calling thread step back: where threads share a processor it gets a tenth of what
   * others do. Elsewhere than on Linux, nothing.
   */
  public static void stepBack() {
    try {
      machine();
    } catch (UnsupportedOperationException e) {
      return;
    }
    calls().nice(BACK);
  }

  private static Machine machine() {
    String system = System.getProperty("os.name");
    if (!system.equals("Linux")) {
      throw new UnsupportedOperationException("this is " + system + ", not Linux");
    }
    String processor = System.getProperty("os.arch");
    Machine machine = Machine.named(processor);
    if (machine == null) {
      throw new UnsupportedOperationException("it does not know the processor " + processor);
    }
    if (!Linux.class.getModule().isNativeAccessEnabled()) {
      throw new UnsupportedOperationException(
          "calls out of Java are not enabled; the option --enable-native-access=ALL-UNNAMED does"
              + " it");
    }
    return machine;
  }

  /** Tries it. */
  private static Transport working(Transport transport) {
    try (Poller poller = transport.newPoller()) {
      poller.poll(0);
      return transport;
    } catch (IOException e) {
      throw new UnsupportedOperationException("the system says: " + e.getMessage(), e);
    }
  }

  private static Calls calls() {
    return new Libc();
  }
}
