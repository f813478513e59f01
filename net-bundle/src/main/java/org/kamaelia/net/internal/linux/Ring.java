package org.kamaelia.net.internal.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The two queues of an io_uring, in memory shared with the kernel: requests go into one, and what
 * has become of them comes out of the other. The kernel looks only when {@link #enter} is called.
 *
 * <p>Threading: any thread makes it; the first that enters is its owner from then on, as the kernel
 * checks. Requests are made by one thread at a time.
 */
@SuppressWarnings("restricted") // which the operator enables
final class Ring {
  static final int OP_POLL_ADD = 6;
  static final int OP_ACCEPT = 13;
  static final int OP_ASYNC_CANCEL = 14;
  static final int OP_SEND = 26;
  static final int OP_RECV = 27;

  /** Of a completion: a buffer was used, its number is in the upper half. */
  static final int CQE_BUFFER = 1;

  /** Of a completion: more will follow from the same request. */
  static final int CQE_MORE = 2;

  private static final int SETUP_CQSIZE = 1 << 3;
  private static final int SETUP_CLAMP = 1 << 4;
  private static final int SETUP_DISABLED = 1 << 6;
  private static final int SETUP_SUBMIT_ALL = 1 << 7;
  private static final int SETUP_TASKRUN_FLAG = 1 << 9;
  private static final int SETUP_SINGLE_ISSUER = 1 << 12;
  private static final int SETUP_DEFER_TASKRUN = 1 << 13;

  /** Completions are made by us, in {@link #enter}, and by nobody in between. */
  private static final int SETUP =
      SETUP_CQSIZE
          | SETUP_CLAMP
          | SETUP_DISABLED
          | SETUP_SUBMIT_ALL
          | SETUP_TASKRUN_FLAG
          | SETUP_SINGLE_ISSUER
          | SETUP_DEFER_TASKRUN;

  private static final int REQUESTS = 1024;
  private static final int COMPLETIONS = 8 * REQUESTS;

  // struct io_uring_params
  private static final int PARAMETERS_BYTES = 120;
  private static final int PARAMETERS_SQ_ENTRIES = 0;
  private static final int PARAMETERS_CQ_ENTRIES = 4;
  private static final int PARAMETERS_FLAGS = 8;
  private static final int SQ_HEAD = 40;
  private static final int SQ_TAIL = 44;
  private static final int SQ_FLAGS = 56;
  private static final int SQ_ARRAY = 64;
  private static final int CQ_HEAD = 80;
  private static final int CQ_TAIL = 84;
  private static final int CQ_CQES = 100;

  private static final int SQE_BYTES = 64;
  private static final int CQE_BYTES = 16;
  private static final long OFFSET_RINGS = 0;
  private static final long OFFSET_SQES = 0x10000000;

  private static final int SQ_CQ_OVERFLOW = 1 << 1;
  private static final int SQ_TASKRUN = 1 << 2;
  private static final int ENTER_GETEVENTS = 1;
  private static final int ENTER_EXT_ARG = 1 << 3;
  private static final int REGISTER_ENABLE_RINGS = 12;
  private static final int REGISTER_PBUF_RING = 22;
  private static final int SQE_CQE_SKIP_SUCCESS = 1 << 6;

  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED_POPULATE = 0x1 | 0x8000;
  private static final long SECOND = 1_000_000_000;

  private static final VarHandle INT = JAVA_INT.varHandle();

  private final Calls calls;
  private final Arena arena = Arena.ofShared();
  private final Descriptor descriptor;
  private final MemorySegment rings;
  private final MemorySegment requests;
  private final long requestTailAt;
  private final long requestFlagsAt;
  private final long completionHeadAt;
  private final long completionTailAt;
  private final long completionsAt;
  private final int requestCount;
  private final int completionMask;

  /** {@code struct io_uring_getevents_arg}, with the time to wait behind it. */
  private final MemorySegment waiting = arena.allocate(24 + 16, Long.BYTES);

  /** Requests made, and those that the kernel has taken; they wrap around. */
  private int made;

  private int taken;
  private int completionHead;
  private boolean enabled;

  Ring(Calls calls) throws IOException {
    this.calls = calls;
    MemorySegment parameters = arena.allocate(PARAMETERS_BYTES, Long.BYTES);
    parameters.set(JAVA_INT, PARAMETERS_FLAGS, SETUP);
    parameters.set(JAVA_INT, PARAMETERS_CQ_ENTRIES, COMPLETIONS);
    descriptor =
        new Descriptor(Errno.check(calls.uringSetup(REQUESTS, parameters.address()), calls));
    requestCount = parameters.get(JAVA_INT, PARAMETERS_SQ_ENTRIES);
    int completions = parameters.get(JAVA_INT, PARAMETERS_CQ_ENTRIES);
    completionMask = completions - 1;
    requestTailAt = parameters.get(JAVA_INT, SQ_TAIL);
    requestFlagsAt = parameters.get(JAVA_INT, SQ_FLAGS);
    completionHeadAt = parameters.get(JAVA_INT, CQ_HEAD);
    completionTailAt = parameters.get(JAVA_INT, CQ_TAIL);
    completionsAt = parameters.get(JAVA_INT, CQ_CQES);
    long arrayAt = parameters.get(JAVA_INT, SQ_ARRAY);
    try {
      rings =
          map(
              Math.max(
                  arrayAt + (long) requestCount * Integer.BYTES,
                  completionsAt + (long) completions * CQE_BYTES),
              OFFSET_RINGS);
      requests = map((long) requestCount * SQE_BYTES, OFFSET_SQES);
    } catch (IOException e) {
      close(true);
      throw e;
    }
    // Requests are used in turn, so the table that says which is next never changes.
    for (int i = 0; i < requestCount; i++) {
      rings.set(JAVA_INT, arrayAt + (long) i * Integer.BYTES, i);
    }
    made = rings.get(JAVA_INT, parameters.get(JAVA_INT, SQ_HEAD));
    taken = made;
    completionHead = rings.get(JAVA_INT, completionHeadAt);
  }

  private MemorySegment map(long length, long offset) throws IOException {
    long address =
        calls.mmap(length, PROT_READ_WRITE, MAP_SHARED_POPULATE, descriptor.number(), offset);
    Errno.check((int) Math.min(address, 0), calls);
    return MemorySegment.ofAddress(address)
        .reinterpret(
            length,
            arena,
            memory -> {
              int _ = calls.munmap(memory.address(), memory.byteSize());
            });
  }

  /** Memory that lives as long as this. */
  Arena arena() {
    return arena;
  }

  /** Registers buffers: the address of a {@code struct io_uring_buf_reg}. */
  void registerBuffers(long registration) throws IOException {
    Errno.check(
        calls.uringRegister(descriptor.number(), REGISTER_PBUF_RING, registration, 1), calls);
  }

  /** How many more requests can be made before {@link #enter}. */
  int room() {
    return requestCount - (made - taken);
  }

  boolean hasRequests() {
    return made != taken;
  }

  /** Whether the kernel has something that comes out only when it is entered. */
  boolean hasWork() {
    return hasFlag(SQ_CQ_OVERFLOW | SQ_TASKRUN);
  }

  /** Whether there was no place for a completion: it comes when it is entered. */
  boolean hasOverflown() {
    return hasFlag(SQ_CQ_OVERFLOW);
  }

  private boolean hasFlag(int flags) {
    return ((int) INT.getOpaque(rings, requestFlagsAt) & flags) != 0;
  }

  /**
   * Makes a request.
   *
   * @param operation one of {@code OP_}
   * @param flags of the request, and, in the upper half, of the operation ({@code ioprio})
   * @param argument what some have between address and number
   * @param group of buffers
   */
  void request(
      int operation,
      int flags,
      int file,
      long address,
      int length,
      int argument,
      long userData,
      int group) {
    assert room() > 0 : "entered when it is full";
    long at = (long) (made & (requestCount - 1)) * SQE_BYTES;
    requests.set(JAVA_BYTE, at, (byte) operation);
    requests.set(JAVA_BYTE, at + 1, (byte) flags);
    requests.set(JAVA_SHORT, at + 2, (short) (flags >>> 16));
    requests.set(JAVA_INT, at + 4, file);
    requests.set(JAVA_LONG, at + 8, 0);
    requests.set(JAVA_LONG, at + 16, address);
    requests.set(JAVA_INT, at + 24, length);
    requests.set(JAVA_INT, at + 28, argument);
    requests.set(JAVA_LONG, at + 32, userData);
    requests.set(JAVA_LONG, at + 40, group);
    requests.set(JAVA_LONG, at + 48, 0);
    requests.set(JAVA_LONG, at + 56, 0);
    made++;
  }

  /** Asks for the end of a request. Whether it has ended already is said by its own completion. */
  void cancel(long userData) {
    request(OP_ASYNC_CANCEL, SQE_CQE_SKIP_SUCCESS, -1, userData, 0, 0, 0, 0);
  }

  /**
   * Hands over the requests, and waits for a completion.
   *
   * @param nanos 0 not to wait, {@link Long#MAX_VALUE} to wait without limit
   * @throws IOException if the system refuses
   */
  void enter(long nanos) throws IOException {
    if (!enabled) {
      Errno.check(calls.uringRegister(descriptor.number(), REGISTER_ENABLE_RINGS, 0, 0), calls);
      enabled = true;
    }
    INT.setRelease(rings, requestTailAt, made);
    waiting.set(JAVA_LONG, 16, nanos == Long.MAX_VALUE ? 0 : waiting.address() + 24);
    waiting.set(JAVA_LONG, 24, nanos / SECOND);
    waiting.set(JAVA_LONG, 32, nanos % SECOND);
    int result =
        calls.uringEnter(
            descriptor.number(),
            made - taken,
            nanos == 0 ? 0 : 1,
            ENTER_GETEVENTS | ENTER_EXT_ARG,
            waiting.address(),
            24);
    if (result >= 0) {
      taken += result;
      return;
    }
    switch (-result) {
      // Nothing came; or completions have to be taken, or memory freed, before it takes more.
      case Errno.ETIME, Errno.EINTR, Errno.EBUSY, Errno.EAGAIN -> {}
      default -> throw Errno.other(-result, calls);
    }
  }

  /** How many completions there are. */
  int completions() {
    return (int) INT.getAcquire(rings, completionTailAt) - completionHead;
  }

  /** What the request of a completion was made with; of the first one, or a later one. */
  long userData(int index) {
    return rings.get(JAVA_LONG, completionAt(index));
  }

  int result(int index) {
    return rings.get(JAVA_INT, completionAt(index) + 8);
  }

  int flags(int index) {
    return rings.get(JAVA_INT, completionAt(index) + 12);
  }

  private long completionAt(int index) {
    return completionsAt + (long) ((completionHead + index) & completionMask) * CQE_BYTES;
  }

  /** Gives the first completion's place back. */
  void next() {
    completionHead++;
    INT.setRelease(rings, completionHeadAt, completionHead);
  }

  /**
   * Closes it.
   *
   * @param free whether the kernel has no request any more; or it may still write into memory,
   *     which is better lost than given to others
   */
  void close(boolean free) {
    descriptor.close(calls);
    if (free) {
      arena.close();
    }
  }
}
