package org.kamaelia.testbed;

import java.util.Set;
import org.kamaelia.net.transport.Transport;

/**
 * What a server may rely on in a transport, as JUnit tests over real loops. A transport's test
 * extends this and says which transport it is, and what it lacks by its nature:
 *
 * {@snippet :
 * class NioTransportTest extends TransportContract {
 *   public Transport transport() {
 *     return Transport.named("nio");
 *   }
 * }
 * }
 *
 * <p>Each test is run for each kind of address that the transport and the machine have: IPv4, IPv6
 * and Unix-domain. What is asked of a transport's options is asked of those that it says it
 * supports. Sockets for datagrams are asked over IPv4 and IPv6. The seed is drawn anew in each run
 * and shown when a test fails; {@code -Dkamaelia.seed=N} repeats it.
 *
 * <p>The test needs a constructor without parameters: out of descriptors, it is run in a process of
 * its own.
 */
public abstract class TransportContract
    implements ConnectRules,
        StreamRules,
        FileRules,
        EndRules,
        PortRules,
        SocketFileRules,
        DatagramRules,
        DatagramSocketRules,
        MulticastRules,
        OptionRules,
        PollerRules,
        LoadRules {

  /** What a transport may do without. */
  public enum Feature {
    /** IPv6 addresses. */
    IPV6,
    /** Unix-domain addresses. */
    UNIX_DOMAIN,
    /** Addresses that stand for all of the machine's: {@code 0.0.0.0} and {@code ::}. */
    ANY_ADDRESS,
    /** Files that are the ports of Unix-domain sockets. */
    SOCKET_FILES,
    /** Sockets for datagrams. */
    DATAGRAMS,
    /** Groups that a socket for datagrams can join. */
    MULTICAST,
    /** Descriptors, which the system has a limited number of. */
    DESCRIPTORS
  }

  /** For the transport's test. */
  protected TransportContract() {}

  /** The transport; each test asks once or more. */
  @Override
  public abstract Transport transport();

  /** What the transport does not have; nothing, if its test does not say. */
  @Override
  public Set<Feature> lacks() {
    return Set.of();
  }
}
