package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.Transport;

/**
 * A loop's io_uring. What streams and ports want of the kernel is collected during the turns, and
 * handed over with the wait: one system call a round of the loop.
 */
final class UringPoller extends LinuxPoller {
  // What a request was for: the lowest byte of its user data. The rest is its member's number.
  static final int RECEIVE = 1;
  static final int SEND = 2;
  static final int POLL = 3;
  static final int ACCEPT = 4;
  private static final int OPERATION_BITS = 8;
  private static final int OPERATION = 0xff;

  static final int POLLIN = 1;
  static final int POLLOUT = 4;

  /** The most that a member asks for in one go. */
  private static final int REQUESTS = 4;

  /** For {@link Ring#OP_POLL_ADD}: tell each change, until cancelled. */
  static final int POLL_MULTISHOT = 1;

  private static final long CHUNKS = 64L * 1024 * 1024;

  /** How long closing waits for the kernel to let go of what it was asked for. */
  private static final int LAST_ROUNDS = 100;

  private static final long LAST_WAIT = 10_000_000;

  final Ring ring;
  final ReceiveBuffers buffers;
  final Chunks chunks;
  private final Machine machine;
  private final Supplier<Calls> allCalls;
  private final Bell bell;
  private @Nullable EpollMember datagrams;
  private final Members<Member> members = new Members<>();
  private int memberCount;
  private boolean begun;

  /** Who wants something of the kernel. */
  private List<Member> asking = new ArrayList<>();

  private List<Member> asked = new ArrayList<>();

  /** Who sends, until it is known what has become of that. */
  private final List<UringStream> sending = new ArrayList<>();

  private boolean urgentSends;

  /** Who has something to tell without the kernel. */
  private List<Member> telling = new ArrayList<>();

  private List<Member> told = new ArrayList<>();

  /** A port or a stream. */
  interface Member {
    /** Makes its requests. */
    void ask() throws IOException;

    /** Hears what has become of a request. */
    void completed(int operation, int result, int flags);

    /** Tells what is ready. */
    void tell();

    /** Is closed with the loop, and lets go of its requests. */
    void release();

    /** Does so at once, if it has not yet. */
    void cut();
  }

  UringPoller(Transport transport, Machine machine, Supplier<Calls> allCalls, Bell bell)
      throws IOException {
    super(transport, allCalls.get());
    this.machine = machine;
    this.allCalls = allCalls;
    this.bell = bell;
    try {
      ring = new Ring(calls);
    } catch (IOException e) {
      bell.close();
      throw e;
    }
    chunks = new Chunks(ring.arena(), CHUNKS);
    try {
      buffers = new ReceiveBuffers(ring);
    } catch (IOException e) {
      bell.close();
      ring.close(true);
      throw e;
    }
  }

  @Override
  EpollPoller forDatagrams() throws IOException {
    if (datagrams == null) {
      datagrams =
          new EpollMember(
              this,
              new EpollPoller(transport(), machine, allCalls.get(), new Bell(allCalls.get())));
    }
    return datagrams.epoll();
  }

  /** Takes in a member, and returns its number. */
  long add(Member member) {
    memberCount++;
    return members.add(member);
  }

  /** Forgets a member of which the kernel has no request any more. */
  void forget(long number) {
    memberCount--;
    members.remove(number);
  }

  /** Has the member make requests before the next wait; it sees to it that it is listed once. */
  void asks(Member member) {
    asking.add(member);
  }

  /**
   * Has the stream hear when its send request is over, before anybody is told anything.
   *
   * @param urgent whether that has consequences: else it may wait for whatever else happens
   */
  void sends(UringStream stream, boolean urgent) {
    sending.add(stream);
    urgentSends |= urgent;
  }

  /** Has the member tell without a wait; it sees to it that it is listed once. */
  void tells(Member member) {
    telling.add(member);
  }

  static long userData(long number, int operation) {
    return number << OPERATION_BITS | operation;
  }

  @Override
  public void poll(long nanos) throws IOException {
    forgetShared();
    if (!begun) {
      begun = true;
      ring.request(
          Ring.OP_POLL_ADD, 0, bell.number(), 0, POLL_MULTISHOT, POLLIN, userData(0, POLL), 0);
    }
    boolean idle = nanos != 0 && telling.isEmpty() && sending.isEmpty();
    ask();
    if (idle && !urgentSends && ring.completions() == 0) {
      ring.enter(files.tidy(nanos));
    } else if (ring.hasRequests() || ring.hasWork()) {
      ring.enter(0);
    }
    endSending();
    complete();
    tell();
  }

  /**
   * Send requests are done within the call that hands them over: those that have no completion by
   * then have succeeded.
   */
  private void endSending() {
    if (sending.isEmpty()) {
      return;
    }
    for (int i = 0; i < ring.completions(); i++) {
      long userData = ring.userData(i);
      if ((userData & OPERATION) == SEND) {
        UringStream stream = (UringStream) members.get(userData >>> OPERATION_BITS);
        if (stream != null) {
          stream.unsent(ring.result(i));
        }
      }
    }
    // Else the kernel took a part only, or has completions that there was no place for.
    if (!ring.hasRequests() && !ring.hasOverflown()) {
      for (UringStream stream : sending) {
        stream.sendIsOver();
      }
      sending.clear();
      urgentSends = false;
    }
  }

  private void ask() throws IOException {
    List<Member> now = asking;
    asking = asked;
    asked = now;
    for (int i = 0; i < now.size(); i++) {
      if (ring.room() < REQUESTS) {
        ring.enter(0);
      }
      if (ring.room() < REQUESTS) {
        // The kernel takes no more for now: completions come first.
        asking.addAll(now.subList(i, now.size()));
        break;
      }
      now.get(i).ask();
    }
    now.clear();
  }

  private void complete() {
    for (int left = ring.completions(); left > 0; left--) {
      long userData = ring.userData(0);
      int result = ring.result(0);
      int flags = ring.flags(0);
      ring.next();
      int operation = (int) userData & OPERATION;
      Member member = members.get(userData >>> OPERATION_BITS);
      if (operation == SEND) {
        continue; // see endSending
      }
      if (member != null) {
        member.completed(operation, result, flags);
      } else if (userData == userData(0, POLL) && (flags & Ring.CQE_MORE) == 0) {
        begun = false;
      }
    }
  }

  private void tell() {
    if (telling.isEmpty()) {
      return;
    }
    List<Member> now = telling;
    telling = told;
    told = now;
    now.forEach(Member::tell);
    now.clear();
  }

  @Override
  public void wakeup() {
    bell.ring();
  }

  @Override
  public void close() throws IOException {
    members.forEach(Member::release);
    lastRound(0);
    members.forEach(Member::cut);
    for (int i = 0; i < LAST_ROUNDS && memberCount > 0; i++) {
      lastRound(LAST_WAIT);
    }
    files.close();
    bell.close();
    ring.close(memberCount == 0);
  }

  private void lastRound(long nanos) throws IOException {
    ask();
    ring.enter(nanos);
    endSending();
    complete();
  }
}
