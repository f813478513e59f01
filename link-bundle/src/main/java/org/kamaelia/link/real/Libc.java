package org.kamaelia.link.real;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls of the TUN driver, for one thread. Each gives what the kernel does, or the
 * negative error number.
 */
@SuppressWarnings("restricted") // which the operator enables
final class Libc {
  static final int EINTR = 4;
  static final int EIO = 5;
  static final int EAGAIN = 11;
  static final int EBADFD = 77;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN =
      handle("open", JAVA_INT, Linker.Option.firstVariadicArg(2), ADDRESS, JAVA_INT);
  private static final MethodHandle IOCTL =
      handle("ioctl", JAVA_INT, Linker.Option.firstVariadicArg(2), JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle CLOSE = handle("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle EVENTFD = handle("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle READ = handle("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE =
      handle("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle PPOLL =
      handle("ppoll", JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

  private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, parameters),
        Linker.Option.captureCallState("errno"));
  }

  private static MethodHandle handle(
      String name, MemoryLayout result, Linker.Option option, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, parameters),
        Linker.Option.captureCallState("errno"),
        option);
  }

  private int result(long returned) {
    return (int) (returned >= 0 ? returned : -(int) ERRNO.get(state, 0L));
  }

  private static AssertionError failed(Throwable e) {
    return new AssertionError("a call out of Java throws nothing", e);
  }

  int open(MemorySegment name, int flags) {
    try {
      return result((int) OPEN.invokeExact(state, name, flags));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  int ioctl(int descriptor, long request, MemorySegment argument) {
    try {
      return result((int) IOCTL.invokeExact(state, descriptor, request, argument));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  int close(int descriptor) {
    try {
      return result((int) CLOSE.invokeExact(state, descriptor));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  int eventfd(int flags) {
    try {
      return result((int) EVENTFD.invokeExact(state, 0, flags));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  int read(int descriptor, MemorySegment to) {
    try {
      return result((long) READ.invokeExact(state, descriptor, to, to.byteSize()));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  int write(int descriptor, MemorySegment from, long length) {
    try {
      return result((long) WRITE.invokeExact(state, descriptor, from, length));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /**
   * Waits.
   *
   * @param time a timespec, {@link MemorySegment#NULL} for ever
   */
  int ppoll(MemorySegment descriptors, int count, MemorySegment time) {
    try {
      return result(
          (int) PPOLL.invokeExact(state, descriptors, (long) count, time, MemorySegment.NULL));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static String text(int errno) {
    try {
      var text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(256).getString(0);
    } catch (Throwable e) {
      throw failed(e);
    }
  }
}
