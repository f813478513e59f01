package org.kamaelia.net.internal.linux;

/**
 * System calls. Each returns what the kernel returns: 0 or more, or the negative {@link Errno}.
 * Addresses are those of native memory, which the caller keeps alive.
 *
 * <p>Threading: one thread at a time, as the place where the error number is kept belongs to the
 * instance.
 */
interface Calls {
  int socket(int domain, int type, int protocol);

  int bind(int descriptor, long address, int length);

  int listen(int descriptor, int backlog);

  int accept4(int descriptor, long address, long length, int flags);

  int connect(int descriptor, long address, int length);

  int getsockname(int descriptor, long address, long length);

  int getpeername(int descriptor, long address, long length);

  int setsockopt(int descriptor, int level, int name, long value, int length);

  int getsockopt(int descriptor, int level, int name, long value, long length);

  int shutdown(int descriptor, int how);

  int fchmod(int descriptor, int mode);

  int recv(int descriptor, long address, int length, int flags);

  int send(int descriptor, long address, int length, int flags);

  /** As {@link #recv(int, long, int, int)}, into an array, up to its length. */
  int recv(int descriptor, byte[] to);

  /** As {@link #send(int, long, int, int)}, from an array. */
  int send(int descriptor, byte[] from, int at, int length, int flags);

  /** Receives messages, as many of the array as have come. */
  int recvmmsg(int descriptor, long messages, int count, int flags);

  /** Sends messages, in order, up to the first that fails. */
  int sendmmsg(int descriptor, long messages, int count, int flags);

  int write(int descriptor, long address, int length);

  /** Opens a file whose name is at that address, to read it. */
  int open(long name, int flags);

  /**
   * Sends part of a file.
   *
   * @param offset where its place in the file stands, a {@code long}
   */
  int sendfile(int socket, int file, long offset, int count);

  /**
   * Makes a pipe.
   *
   * @param ends where the numbers of its ends are put, that to read from first
   */
  int pipe2(long ends, int flags);

  /**
   * Moves bytes into a pipe or out of one.
   *
   * @param fromOffset where its place in the file stands, a {@code long}; 0 for what has none
   */
  int splice(int from, long fromOffset, int to, long toOffset, int count, int flags);

  int fcntl(int descriptor, int command, int argument);

  int close(int descriptor);

  int eventfd(int initial, int flags);

  int epollCreate(int flags);

  int epollControl(int epoll, int operation, int descriptor, long event);

  /**
   * Waits for events.
   *
   * @param millis how long: 0 not at all, -1 without limit
   */
  int epollWait(int epoll, long events, int most, int millis);

  /**
   * Waits for events.
   *
   * @param time where the {@code struct timespec} is that says how long
   */
  int epollPwait2(int epoll, long events, int most, long time);

  int uringSetup(int entries, long parameters);

  int uringEnter(int ring, int submit, int wait, int flags, long argument, int argumentBytes);

  int uringRegister(int ring, int operation, long argument, int count);

  /** Maps memory, and returns its address. */
  long mmap(long length, int protection, int flags, int descriptor, long offset);

  int munmap(long address, long length);

  /** Has the calling thread step back behind others; gives how far back it stands then. */
  int nice(int increment);

  /** What the system says of an error. */
  String text(int errno);
}
