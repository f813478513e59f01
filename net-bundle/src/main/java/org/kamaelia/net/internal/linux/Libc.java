package org.kamaelia.net.internal.linux;

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
 * The C library's system calls. The error number is captured with each call, in memory of the
 * instance's own: no call allocates.
 */
@SuppressWarnings("restricted") // which the operator enables
final class Libc implements Calls {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  /**
   * For calls that never wait: without the change of the thread's state that lets others collect.
   */
  private static final Linker.Option SHORT = Linker.Option.critical(false);

  private static final VarHandle ERRNO_VALUE =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle LISTEN = call("listen", JAVA_INT, JAVA_INT);
  private static final MethodHandle ACCEPT4 =
      call("accept4", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CONNECT = call("connect", JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKNAME =
      call("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle GETPEERNAME =
      call("getpeername", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SETSOCKOPT =
      call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SHUTDOWN = call("shutdown", JAVA_INT, JAVA_INT);
  private static final MethodHandle FCHMOD = call("fchmod", JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = call("close", JAVA_INT);
  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT),
          ERRNO,
          Linker.Option.firstVariadicArg(2));

  /** No short call: it may wait for a disk. */
  private static final MethodHandle SENDFILE =
      handle(
          "sendfile",
          FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
          ERRNO);

  /** As {@link #SENDFILE}. */
  private static final MethodHandle SPLICE =
      handle(
          "splice",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT),
          ERRNO);

  private static final MethodHandle PIPE2 = call("pipe2", JAVA_LONG, JAVA_INT);
  private static final MethodHandle FCNTL =
      handle(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          ERRNO,
          Linker.Option.firstVariadicArg(2));

  private static final MethodHandle EVENTFD = call("eventfd", JAVA_INT, JAVA_INT);
  private static final MethodHandle EPOLL_CREATE = call("epoll_create1", JAVA_INT);
  private static final MethodHandle EPOLL_CONTROL =
      call("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle EPOLL_WAIT =
      call("epoll_wait", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle RECVMMSG =
      call("recvmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle SENDMMSG =
      call("sendmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle MUNMAP = call("munmap", JAVA_LONG, JAVA_LONG);
  private static final MethodHandle RECV =
      shortCall("recv", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SEND =
      shortCall("send", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECV_ARRAY =
      ofArray("recv", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SEND_ARRAY =
      ofArray("send", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle WRITE = shortCall("write", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle MMAP =
      handle(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
          ERRNO);
  private static final MethodHandle NICE = call("nice", JAVA_INT);
  private static final MethodHandle STRERROR =
      handle("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

  // Two that the C library may not have a function for.
  private static final MethodHandle SYSCALL_4 = syscall(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SYSCALL_6 =
      syscall(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  // The same numbers on all processors: these calls are younger than the common table.
  private static final long IO_URING_SETUP = 425;
  private static final long IO_URING_ENTER = 426;
  private static final long IO_URING_REGISTER = 427;
  private static final long EPOLL_PWAIT2 = 441;

  private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

  private static MethodHandle call(String name, MemoryLayout... parameters) {
    return handle(name, FunctionDescriptor.of(JAVA_INT, parameters), ERRNO);
  }

  private static MethodHandle shortCall(String name, MemoryLayout... parameters) {
    return handle(name, FunctionDescriptor.of(JAVA_LONG, parameters), ERRNO, SHORT);
  }

  /** A short call that is given an array: no collector moves that meanwhile. */
  private static MethodHandle ofArray(String name, MemoryLayout... parameters) {
    return handle(
        name, FunctionDescriptor.of(JAVA_LONG, parameters), ERRNO, Linker.Option.critical(true));
  }

  private static MethodHandle syscall(MemoryLayout... parameters) {
    return handle(
        "syscall",
        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG).appendArgumentLayouts(parameters),
        ERRNO,
        Linker.Option.firstVariadicArg(1));
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor function, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), function, options);
  }

  private int result(int returned) {
    return returned >= 0 ? returned : -errno();
  }

  private long result(long returned) {
    return returned >= 0 ? returned : -errno();
  }

  private int errno() {
    return (int) ERRNO_VALUE.get(state, 0L);
  }

  private static AssertionError failed(Throwable e) {
    return new AssertionError("a call out of Java throws nothing", e);
  }

  @Override
  public int socket(int domain, int type, int protocol) {
    try {
      return result((int) SOCKET.invokeExact(state, domain, type, protocol));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int bind(int descriptor, long address, int length) {
    try {
      return result((int) BIND.invokeExact(state, descriptor, address, length));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int listen(int descriptor, int backlog) {
    try {
      return result((int) LISTEN.invokeExact(state, descriptor, backlog));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int accept4(int descriptor, long address, long length, int flags) {
    try {
      return result((int) ACCEPT4.invokeExact(state, descriptor, address, length, flags));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int connect(int descriptor, long address, int length) {
    try {
      return result((int) CONNECT.invokeExact(state, descriptor, address, length));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int getsockname(int descriptor, long address, long length) {
    try {
      return result((int) GETSOCKNAME.invokeExact(state, descriptor, address, length));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int getpeername(int descriptor, long address, long length) {
    try {
      return result((int) GETPEERNAME.invokeExact(state, descriptor, address, length));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int setsockopt(int descriptor, int level, int name, long value, int length) {
    try {
      return result((int) SETSOCKOPT.invokeExact(state, descriptor, level, name, value, length));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int getsockopt(int descriptor, int level, int name, long value, long length) {
    try {
      return result((int) GETSOCKOPT.invokeExact(state, descriptor, level, name, value, length));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int shutdown(int descriptor, int how) {
    try {
      return result((int) SHUTDOWN.invokeExact(state, descriptor, how));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int fchmod(int descriptor, int mode) {
    try {
      return result((int) FCHMOD.invokeExact(state, descriptor, mode));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int recv(int descriptor, long address, int length, int flags) {
    try {
      return (int)
          result((long) RECV.invokeExact(state, descriptor, address, (long) length, flags));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int send(int descriptor, long address, int length, int flags) {
    try {
      return (int)
          result((long) SEND.invokeExact(state, descriptor, address, (long) length, flags));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int recv(int descriptor, byte[] to) {
    try {
      MemorySegment memory = MemorySegment.ofArray(to);
      return (int)
          result((long) RECV_ARRAY.invokeExact(state, descriptor, memory, (long) to.length, 0));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int send(int descriptor, byte[] from, int at, int length, int flags) {
    MemorySegment memory = MemorySegment.ofArray(from).asSlice(at, length);
    try {
      return (int)
          result((long) SEND_ARRAY.invokeExact(state, descriptor, memory, (long) length, flags));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int recvmmsg(int descriptor, long messages, int count, int flags) {
    try {
      return result((int) RECVMMSG.invokeExact(state, descriptor, messages, count, flags, 0L));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int sendmmsg(int descriptor, long messages, int count, int flags) {
    try {
      return result((int) SENDMMSG.invokeExact(state, descriptor, messages, count, flags));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int write(int descriptor, long address, int length) {
    try {
      return (int) result((long) WRITE.invokeExact(state, descriptor, address, (long) length));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int open(long name, int flags) {
    try {
      return result((int) OPEN.invokeExact(state, name, flags));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int sendfile(int socket, int file, long offset, int count) {
    try {
      return (int) result((long) SENDFILE.invokeExact(state, socket, file, offset, (long) count));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int splice(int from, long fromOffset, int to, long toOffset, int count, int flags) {
    try {
      return (int)
          result(
              (long)
                  SPLICE.invokeExact(state, from, fromOffset, to, toOffset, (long) count, flags));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int pipe2(long ends, int flags) {
    try {
      return result((int) PIPE2.invokeExact(state, ends, flags));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int fcntl(int descriptor, int command, int argument) {
    try {
      return result((int) FCNTL.invokeExact(state, descriptor, command, argument));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int close(int descriptor) {
    try {
      return result((int) CLOSE.invokeExact(state, descriptor));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int eventfd(int initial, int flags) {
    try {
      return result((int) EVENTFD.invokeExact(state, initial, flags));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int epollCreate(int flags) {
    try {
      return result((int) EPOLL_CREATE.invokeExact(state, flags));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int epollControl(int epoll, int operation, int descriptor, long event) {
    try {
      return result((int) EPOLL_CONTROL.invokeExact(state, epoll, operation, descriptor, event));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int epollWait(int epoll, long events, int most, int millis) {
    try {
      return result((int) EPOLL_WAIT.invokeExact(state, epoll, events, most, millis));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int epollPwait2(int epoll, long events, int most, long time) {
    try {
      return (int)
          result(
              (long)
                  SYSCALL_6.invokeExact(
                      state, EPOLL_PWAIT2, (long) epoll, events, (long) most, time, 0L, 0L));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int uringSetup(int entries, long parameters) {
    try {
      return (int)
          result(
              (long)
                  SYSCALL_4.invokeExact(state, IO_URING_SETUP, (long) entries, parameters, 0L, 0L));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int uringEnter(
      int ring, int submit, int wait, int flags, long argument, int argumentBytes) {
    try {
      return (int)
          result(
              (long)
                  SYSCALL_6.invokeExact(
                      state,
                      IO_URING_ENTER,
                      (long) ring,
                      (long) submit,
                      (long) wait,
                      (long) flags,
                      argument,
                      (long) argumentBytes));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int uringRegister(int ring, int operation, long argument, int count) {
    try {
      return (int)
          result(
              (long)
                  SYSCALL_4.invokeExact(
                      state,
                      IO_URING_REGISTER,
                      (long) ring,
                      (long) operation,
                      argument,
                      (long) count));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public long mmap(long length, int protection, int flags, int descriptor, long offset) {
    try {
      return result(
          (long) MMAP.invokeExact(state, 0L, length, protection, flags, descriptor, offset));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int munmap(long address, long length) {
    try {
      return result((int) MUNMAP.invokeExact(state, address, length));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public int nice(int increment) {
    try {
      // What it returns may be negative all the same.
      return (int) NICE.invokeExact(state, increment);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public String text(int errno) {
    try {
      var text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(256).getString(0);
    } catch (Throwable e) {
      throw failed(e);
    }
  }
}
