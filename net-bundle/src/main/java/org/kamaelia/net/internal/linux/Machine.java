package org.kamaelia.net.internal.linux;

import org.jspecify.annotations.Nullable;

/**
 * What differs between processors in the structures that the kernel shares with us. All else has
 * the same layout on both: little-endian, 64 bits.
 *
 * @param name as {@code os.arch} has it
 * @param epollEventBytes size of {@code struct epoll_event}, which is packed on x86-64 only
 * @param epollDataAt where its {@code data} is
 */
record Machine(String name, int epollEventBytes, int epollDataAt) {
  private static final Machine X86_64 = new Machine("amd64", 12, 4);
  private static final Machine AARCH64 = new Machine("aarch64", 16, 8);

  /** The processor of that name, or null if it is none of ours. */
  static @Nullable Machine named(String name) {
    return switch (name) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64" -> AARCH64;
      default -> null;
    };
  }
}
