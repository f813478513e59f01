package org.kamaelia.net.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.net.internal.linux.Errno.EAGAIN;
import static org.kamaelia.net.internal.linux.Errno.EBUSY;
import static org.kamaelia.net.internal.linux.Errno.EINTR;
import static org.kamaelia.net.internal.linux.Errno.EINVAL;
import static org.kamaelia.net.internal.linux.Errno.EMFILE;
import static org.kamaelia.net.internal.linux.Errno.ENOMEM;
import static org.kamaelia.net.internal.linux.Errno.ENOSYS;
import static org.kamaelia.net.internal.linux.Errno.EPERM;
import static org.kamaelia.net.internal.linux.Errno.ETIME;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.kamaelia.axon.Poller;

/** Errors of waiting, which are made up: they are rare. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class PollerTest {
  private static final long A_MOMENT = TimeUnit.MICROSECONDS.toNanos(10);

  private final FakeCalls fake = new FakeCalls();
  private final Machine machine = Machine.named(System.getProperty("os.arch"));
  private final EpollTransport epoll = new EpollTransport(machine, fake::calls);
  private final UringTransport uring = new UringTransport(machine, fake::calls);

  @Test
  void anEpollWaitThatIsInterruptedIsOver() throws Exception {
    try (Poller poller = epoll.newPoller()) {
      fake.answer("epollWait", -EINTR);
      poller.poll(Long.MAX_VALUE);
      fake.answer("epollPwait2", -EINTR);
      poller.poll(Long.MAX_VALUE - 1);
    }
  }

  @Test
  void anOldKernelWaitsForWholeMilliseconds() throws Exception {
    try (Poller poller = epoll.newPoller()) {
      fake.answer("epollPwait2", -ENOSYS);
      poller.poll(A_MOMENT);
      poller.poll(A_MOMENT);
      assertThat(fake.count("epollPwait2")).isEqualTo(1);
      assertThat(fake.count("epollWait")).isEqualTo(2);
    }
  }

  @Test
  void anEpollThatCannotWaitSaysWhy() throws Exception {
    try (Poller poller = epoll.newPoller()) {
      fake.answer("epollWait", -EINVAL);
      assertThatThrownBy(() -> poller.poll(0)).hasMessage("Invalid argument");
    }
  }

  @Test
  void anEpollThatCannotBeMadeLeavesNothingOpen() {
    fake.answer("epollCreate", -EMFILE);
    assertThatThrownBy(epoll::newPoller).hasMessage("Too many open files");
    fake.answer("epollControl", -ENOMEM);
    assertThatThrownBy(epoll::newPoller).hasMessage("Cannot allocate memory");
    fake.answer("eventfd", -EMFILE);
    assertThatThrownBy(epoll::newPoller).hasMessage("Too many open files");
    // Two bells and an epoll.
    assertThat(fake.count("close")).isEqualTo(3);
  }

  @Test
  void aRingThatIsInterruptedOrBusyIsEnteredAgain() throws Exception {
    try (Poller poller = uring.newPoller()) {
      poller.poll(0);
      fake.answer("uringEnter", -EINTR, -ETIME, -EBUSY, -EAGAIN);
      for (int i = 0; i < 4; i++) {
        poller.poll(A_MOMENT);
      }
      poller.wakeup();
      poller.poll(Long.MAX_VALUE);
    }
  }

  @Test
  void aRingThatCannotBeEnteredSaysWhy() throws Exception {
    try (Poller poller = uring.newPoller()) {
      poller.poll(0);
      fake.answer("uringEnter", -EINVAL);
      assertThatThrownBy(() -> poller.poll(A_MOMENT)).hasMessage("Invalid argument");
    }
  }

  @Test
  void aRingThatCannotBeMadeLeavesNothingOpen() {
    fake.answer("uringSetup", -EPERM);
    assertThatThrownBy(uring::newPoller).hasMessage("Operation not permitted");
    assertThat(fake.count("close")).isEqualTo(1);
    fake.answer("mmap", -ENOMEM);
    assertThatThrownBy(uring::newPoller).hasMessage("Cannot allocate memory");
    assertThat(fake.count("close")).isEqualTo(3);
    fake.answer("uringRegister", -EINVAL);
    assertThatThrownBy(uring::newPoller).hasMessage("Invalid argument");
    assertThat(fake.count("close")).isEqualTo(5);
    assertThat(fake.count("munmap")).isEqualTo(2);
  }
}
