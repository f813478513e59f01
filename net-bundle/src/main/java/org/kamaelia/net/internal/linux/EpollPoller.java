package org.kamaelia.net.internal.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.net.transport.Transport;

/** A loop's epoll. */
final class EpollPoller extends LinuxPoller {
  static final int EPOLLIN = 0x1;
  static final int EPOLLOUT = 0x4;
  static final int EPOLLERR = 0x8;
  static final int EPOLLHUP = 0x10;

  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLL_CTL_MOD = 3;
  private static final int EPOLLET = 1 << 31;

  /**
   * Events taken at once. What they lead to is done before the next are taken: so a connection is
   * still in the processor's caches when it is written to, and nobody waits for all who came with
   * it.
   */
  private static final int MOST = 32;

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  /** No member's number. */
  private static final long BELL = 0;

  private final Machine machine;
  private final Descriptor epoll;
  private final Bell bell;
  private final MemorySegment events;
  private final MemorySegment change;
  private final Members<Member> members = new Members<>();
  final DatagramBatches batches = new DatagramBatches();

  /** Those that have received something already which is to be told. */
  private final List<LinuxDatagrams> holding = new ArrayList<>();

  /** Hears when there is one. */
  private Runnable holds = () -> {};

  private final MemorySegment time = Arena.ofAuto().allocate(2 * Long.BYTES, Long.BYTES);

  /** Whether the kernel takes a time finer than milliseconds: Linux 5.11. */
  private boolean waitsExactly = true;

  /** A port or a stream. */
  interface Member {
    /** Tells what is ready, in epoll's terms. */
    void ready(int events);

    /** Closes it, as the loop is closed. */
    void close();
  }

  EpollPoller(Transport transport, Machine machine, Calls calls, Bell bell) throws IOException {
    super(transport, calls);
    this.machine = machine;
    this.bell = bell;
    events = Arena.ofAuto().allocate((long) MOST * machine.epollEventBytes(), Long.BYTES);
    change = Arena.ofAuto().allocate(machine.epollEventBytes(), Long.BYTES);
    int result = calls.epollCreate(EPOLL_CLOEXEC);
    if (result < 0) {
      bell.close();
    }
    epoll = new Descriptor(Errno.check(result, calls));
    try {
      control(EPOLL_CTL_ADD, bell.number(), EPOLLIN | EPOLLET, BELL);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * Begins to wait for a socket.
   *
   * @return its number here
   */
  long add(Member member, int descriptor, int interest) throws IOException {
    long number = members.add(member);
    try {
      control(EPOLL_CTL_ADD, descriptor, interest, number);
    } catch (IOException e) {
      members.remove(number);
      throw e;
    }
    return number;
  }

  /**
   * Changes what is waited for. With nothing to wait for it is taken out: errors are told unasked,
   * again and again.
   */
  void change(long number, int descriptor, int before, int now) throws IOException {
    control(
        now == 0 ? EPOLL_CTL_DEL : before == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD,
        descriptor,
        now,
        number);
  }

  /** Forgets a socket that is closed; epoll has done so by itself. */
  void forget(long number) {
    members.remove(number);
  }

  private void control(int operation, int descriptor, int interest, long number)
      throws IOException {
    change.set(JAVA_INT_UNALIGNED, 0, interest);
    change.set(JAVA_LONG_UNALIGNED, machine.epollDataAt(), number);
    Errno.check(calls.epollControl(epoll.number(), operation, descriptor, change.address()), calls);
  }

  /** Has what it has received told of, as long as there is something. */
  void holds(LinuxDatagrams datagrams) {
    if (!holding.contains(datagrams)) {
      holding.add(datagrams);
      holds.run();
    }
  }

  /** Says who hears when there is something to tell that no epoll tells. */
  void onHolding(Runnable holds) {
    this.holds = holds;
  }

  @Override
  EpollPoller forDatagrams() {
    return this;
  }

  /** To be waited for itself. */
  int number() throws IOException {
    return epoll.number();
  }

  @Override
  public void poll(long nanos) throws IOException {
    dispatch(files.tidy(nanos));
  }

  /** As {@link #poll}, and says how many were told something. */
  int dispatch(long nanos) throws IOException {
    forgetShared();
    if (!holding.isEmpty()) {
      holding.removeIf(datagrams -> !datagrams.isHolding());
    }
    final int held = holding.size();
    int count = await(held == 0 ? nanos : 0);
    if (count == -Errno.EINTR) {
      count = 0;
    }
    Errno.check(count, calls);
    long at = 0;
    for (int i = 0; i < count; i++) {
      Member member = members.get(events.get(JAVA_LONG_UNALIGNED, at + machine.epollDataAt()));
      if (member != null) {
        member.ready(events.get(JAVA_INT_UNALIGNED, at));
      }
      at += machine.epollEventBytes();
    }
    for (int i = 0; i < held; i++) {
      holding.get(i).tellHeld();
    }
    return count + held;
  }

  private int await(long nanos) throws IOException {
    if (nanos == 0 || nanos == Long.MAX_VALUE) {
      return calls.epollWait(epoll.number(), events.address(), MOST, nanos == 0 ? 0 : -1);
    }
    if (waitsExactly) {
      time.set(JAVA_LONG_UNALIGNED, 0, nanos / SECOND);
      time.set(JAVA_LONG_UNALIGNED, Long.BYTES, nanos % SECOND);
      int count = calls.epollPwait2(epoll.number(), events.address(), MOST, time.address());
      if (count != -Errno.ENOSYS) {
        return count;
      }
      waitsExactly = false;
    }
    // Rounded up: a wait that ends before its timer is due would be followed by another.
    long millis = (nanos - 1) / MILLI + 1;
    return calls.epollWait(
        epoll.number(), events.address(), MOST, (int) Math.min(millis, Integer.MAX_VALUE));
  }

  @Override
  public void wakeup() {
    bell.ring();
  }

  @Override
  public void close() {
    members.forEach(Member::close);
    files.close();
    bell.close();
    epoll.close(calls);
  }
}
