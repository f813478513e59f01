package org.kamaelia.net.internal.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of peers, as Java's and as the kernel's. Those seen lately are kept, each in the
 * one place that it may have: so a datagram costs no new address, nor a new array for its bytes.
 */
final class PeerNames {
  private static final int PLACES = 1024;

  /** A {@code sockaddr_in6}, the longest, is three of these and a half. */
  private static final int WORDS = 4;

  private static final long SPREAD = 0x9E3779B97F4A7C15L;
  private static final int SPREAD_BITS = 10;

  private final @Nullable InetSocketAddress[] heard = new InetSocketAddress[PLACES];
  private final long[] heardWords = new long[PLACES * WORDS];

  private final @Nullable InetSocketAddress[] told = new InetSocketAddress[PLACES];
  private final long[] toldWords = new long[PLACES * WORDS];
  private final int[] toldLengths = new int[PLACES];

  /** The peer whose address the kernel has written. */
  InetSocketAddress read(MemorySegment from, long at) {
    long first = from.get(JAVA_LONG, at);
    long second = from.get(JAVA_LONG, at + 8);
    boolean six = from.get(JAVA_SHORT, at) == Sockaddr.AF_INET6;
    long third = six ? from.get(JAVA_LONG, at + 16) : 0;
    long fourth = six ? from.get(JAVA_INT, at + 24) : 0;
    int place = place(first ^ second * 31 ^ third * 17);
    InetSocketAddress peer = heard[place];
    int word = place * WORDS;
    if (peer == null
        || heardWords[word] != first
        || heardWords[word + 1] != second
        || heardWords[word + 2] != third
        || heardWords[word + 3] != fourth) {
      peer =
          (InetSocketAddress)
              Sockaddr.read(from.asSlice(at), six ? Sockaddr.IN6_BYTES : Sockaddr.IN_BYTES);
      heard[place] = peer;
      heardWords[word] = first;
      heardWords[word + 1] = second;
      heardWords[word + 2] = third;
      heardWords[word + 3] = fourth;
    }
    return peer;
  }

  /**
   * Writes a peer's address for the kernel.
   *
   * @param family of the socket
   * @return its length
   * @throws IOException if such a socket cannot reach it
   */
  int write(InetSocketAddress peer, int family, MemorySegment to, long at) throws IOException {
    int length = family == Sockaddr.AF_INET6 ? Sockaddr.IN6_BYTES : Sockaddr.IN_BYTES;
    int place = place(peer.hashCode());
    int word = place * WORDS;
    if (!isSame(peer, told[place]) || toldLengths[place] != length) {
      // In the memory of its receiver first: if it is refused, nothing is kept.
      MemorySegment name = to.asSlice(at, WORDS * Long.BYTES);
      Sockaddr.write(forFamily(peer, family), name);
      for (int i = 0; i < WORDS; i++) {
        toldWords[word + i] = name.get(JAVA_LONG, i * 8L);
      }
      told[place] = peer;
      toldLengths[place] = length;
    } else {
      for (int i = 0; i < WORDS; i++) {
        to.set(JAVA_LONG, at + i * 8L, toldWords[word + i]);
      }
    }
    return length;
  }

  /** Whether two are the same peer: for Java, link-local addresses are equal on all links. */
  static boolean isSame(InetSocketAddress peer, @Nullable InetSocketAddress other) {
    return peer == other || (other != null && peer.equals(other) && scope(peer) == scope(other));
  }

  private static int scope(InetSocketAddress peer) {
    return peer.getAddress() instanceof Inet6Address six ? six.getScopeId() : 0;
  }

  private static int place(long key) {
    return (int) ((key * SPREAD) >>> (Long.SIZE - SPREAD_BITS));
  }

  /** An IPv6 socket knows IPv4 peers by addresses of its own family. */
  private static InetSocketAddress forFamily(InetSocketAddress peer, int family)
      throws IOException {
    if (peer.getPort() == 0) {
      throw new IOException("there is no port 0 to send to: " + peer);
    }
    if (family == Sockaddr.family(peer)) {
      return peer;
    }
    if (!(peer.getAddress() instanceof Inet4Address four)) {
      throw new IOException("an IPv4 socket does not reach " + peer);
    }
    byte[] host = new byte[16];
    host[10] = (byte) 0xff;
    host[11] = (byte) 0xff;
    System.arraycopy(four.getAddress(), 0, host, 12, 4);
    return new InetSocketAddress(Inet6Address.getByAddress(null, host, -1), peer.getPort());
  }
}
