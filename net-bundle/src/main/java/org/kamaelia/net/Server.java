package org.kamaelia.net;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.kamaelia.axon.Axon;
import org.kamaelia.net.internal.TcpServer;
import org.kamaelia.net.transport.TcpInfo;
import org.kamaelia.net.transport.Transport;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The generic server: listeners that it owns, and protocols that come and go. In OSGi it is a
 * service; elsewhere {@link #start()} makes one.
 *
 * <p>A listener whose protocol is not there waits with its port closed, and opens it when the
 * protocol comes. Where several versions of a protocol are registered, new connections get the
 * highest one that the listener takes, and of equal versions the latest.
 *
 * <p>Threading: any thread, but not the loops' own.
 */
@ProviderType
public interface Server extends AutoCloseable {

  /** Starts a server with a loop for each processor, outside OSGi. */
  static Server start() {
    return start(Runtime.getRuntime().availableProcessors());
  }

  /**
   * Starts a server outside OSGi.
   *
   * @param loops how many loops, at least 1
   */
  static Server start(int loops) {
    return TcpServer.start(loops);
  }

  /**
   * Starts a server outside OSGi in a system that is there, such as a simulated host's. Its first
   * loop looks after the ports, and runs connections if it is the only one. The server closes the
   * system with itself.
   *
   * @param transport whose pollers the system's loops have
   */
  static Server start(Transport transport, Axon axon) {
    return new TcpServer(transport, axon);
  }

  /** The system in which the connections' components run. */
  Axon axon();

  /**
   * Registers a protocol, outside OSGi; there, register the factory as a service instead.
   *
   * @param name the protocol's name
   * @param version its version, in OSGi's form
   * @param factory makes its components
   * @return takes it back: connections are told to finish, and listeners move to another version or
   *     close their ports and wait
   */
  Registration register(String name, String version, ProtocolFactory factory);

  /** As above, for a protocol of which one component serves a whole socket for datagrams. */
  Registration register(String name, String version, DatagramProtocolFactory factory);

  /** What was begun by a call, and ends when this is closed; more than once does no harm. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Holds back what a bundle registers from now on: no listener gives it to connections before
   * {@link Stage#release}. To be called before the bundle is started, so that it can be looked at
   * before it replaces another one.
   *
   * @param bundle the bundle's number
   * @throws IllegalStateException if the bundle is held back already, or has registered protocols
   */
  Stage stage(long bundle);

  /** What a bundle has registered while it is held back. Any thread, but not the loops'. */
  interface Stage extends AutoCloseable {

    /** The protocols that the bundle has registered so far, by name and version. */
    List<ProtocolInfo> protocols();

    /**
     * Tests whether they are fit to serve: first what the bundle tests itself, see {@link
     * SelfTest}; then each factory is asked for one component, in a system of its own and with no
     * network, for a peer that ends at once and goes. Making it must not fail, nor must it itself,
     * and it must end, being told to finish. Waits for all of that.
     *
     * @param within how long all of it may take
     * @throws SelfTestException what is wrong, with the protocol's name
     */
    void test(Duration within) throws SelfTestException;

    /**
     * Lets the bundle's protocols serve, and has another bundle's serve no new connection any more,
     * in one step; whatever their versions are. No port is closed whose protocol both have. The
     * other bundle's connections are told to finish, which is not waited for: its protocols are
     * there, as {@link ProtocolInfo.State#FINISHING}, until that bundle is stopped, and then it is
     * waited for. A connection that was accepted and has not begun to speak gets the new protocol.
     *
     * @param replaced the other bundle's number, 0 for none
     * @return the names of the listeners that give something else to new connections than before
     * @throws IllegalStateException if this was released or closed before, or the server is closed
     */
    List<String> release(long replaced);

    /**
     * Leaves it as it is. Without a release before, what the bundle has registered and may still
     * register is held back until the bundle has taken all of it back.
     */
    @Override
    void close();
  }

  /** The registered protocols, by name and version. */
  List<ProtocolInfo> protocols();

  /** The listeners, by name. */
  List<ListenerInfo> listeners();

  /** The connections, by number. */
  List<ConnectionInfo> connections();

  /**
   * What the system knows of the TCP connections now, by their number. Those are left out of which
   * it does not tell, and those on loops that are held up for a second. One system call each.
   */
  Map<Long, TcpInfo> tcpInfos();

  /**
   * Watches a connection: what its protocol gets and sends, from now on.
   *
   * @param connection its number
   * @param tap hears of it; once, however often it is given
   * @return takes the tap away; what the loop is just about may still be heard after that
   * @throws IllegalArgumentException if there is no such connection
   */
  Registration tap(long connection, Tap tap);

  /**
   * As above, all connections of a listener, those that begin later included; until it is unbound.
   *
   * @param listener its name
   * @throws IllegalArgumentException if there is no such listener
   */
  Registration tap(String listener, Tap tap);

  /**
   * Makes a listener, or changes the one of that name: where address and port stay the same its
   * port stays open, and its connections go on. A port that cannot be opened leaves the listener
   * there, as failed, with the reason.
   *
   * @return the listener as it is then
   * @throws IllegalArgumentException saying which setting cannot be
   * @throws IllegalStateException if the server is closed
   */
  ListenerInfo bind(ListenerSpec spec);

  /**
   * Takes a listener away: its port is closed and its connections are told to finish.
   *
   * @throws IllegalArgumentException if there is no listener of that name
   */
  void unbind(String listener);

  /**
   * Tries again to open the port of a failed listener.
   *
   * @return the listener as it is then
   * @throws IllegalArgumentException if there is no listener of that name
   */
  ListenerInfo retry(String listener);

  /**
   * Closes a listener's port; its connections go on. It stays closed, as {@link
   * ListenerInfo.State#SUSPENDED}, until it is resumed: whatever protocols come, and if it is bound
   * or tried again. Not kept over a restart. What the system had accepted for it, and the listener
   * not yet, is lost.
   *
   * @return the listener as it is then
   * @throws IllegalArgumentException if there is no listener of that name
   */
  ListenerInfo suspend(String listener);

  /**
   * Opens the port of a suspended listener again, with the settings that it has now.
   *
   * @return the listener as it is then
   * @throws IllegalArgumentException if there is no listener of that name
   */
  ListenerInfo resume(String listener);

  /**
   * Suspends a listener, and tells its connections to finish.
   *
   * @return completes when the last of them has ended, on a loop: whoever goes on from there must
   *     not wait
   * @throws IllegalArgumentException if there is no listener of that name
   */
  CompletionStage<Drained> drain(String listener);

  /**
   * Closes some connections: tells them to finish, or resets them at once. Each is counted as
   * {@link Rejection#OPERATOR}, once. Their listener goes on, and who comes again is let in.
   *
   * @param which whether a connection is meant; asked once for each of those that are open now, by
   *     the caller
   * @param reset whether what waits to be sent is given up, and TCP tells the peer by an RST; the
   *     protocol gets what came, and then the end. Datagrams know no reset: their conversation is
   *     over
   * @return completes when the last of them has ended, on a loop: whoever goes on from there must
   *     not wait. None of those that are reset counts as cut
   */
  CompletionStage<Drained> closeConnections(Predicate<Connection> which, boolean reset);

  /**
   * Reads the TLS files of all listeners again, now, for new connections. Where they are wrong, the
   * listener goes on with what it has, and its {@link ListenerInfo#tls} says why.
   *
   * @return the listeners with TLS as they are then
   */
  List<ListenerInfo> reloadTls();

  /** Closes all ports, tells the connections to finish, and stops those that take too long. */
  @Override
  void close();
}
