package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.axon.Poller;

/**
 * How bytes get in and out of this process. A transport brings the pollers of the loops; its ports
 * and streams belong to one loop each, and tell it what is ready from within that loop's poller.
 * Nothing here waits.
 */
interface Transport {

  /** One word for logs and the console. */
  String name();

  /**
   * A poller for one loop.
   *
   * @throws IOException if the system has no resources for it
   */
  Poller newPoller() throws IOException;

  /**
   * Opens a port. Any thread; nothing is accepted before {@link Port#attach}.
   *
   * @param backlog how many connections the system may hold for us
   * @throws IOException why the address cannot be had
   */
  Port listen(InetSocketAddress address, int backlog) throws IOException;

  /** What becomes ready. Called on the loop, between turns. */
  interface Ready {
    /** A read or an accept finds something; or a write finds room, if that was waited for. */
    void ready(boolean readable, boolean writable);
  }

  /** An open port. */
  interface Port extends AutoCloseable {
    /** Where it really listens. Any thread. */
    InetSocketAddress address();

    /** Begins to tell when connections wait. On the loop, once. */
    void attach(Loop loop, Ready ready) throws IOException;

    /** Whether connections that wait are told of. On the loop. */
    void interest(boolean accept);

    /**
     * Takes a connection that waits. On the loop.
     *
     * @return null if none waits
     * @throws IOException if the system cannot hand it over, for want of descriptors say
     */
    @Nullable Stream accept() throws IOException;

    /** Closes the port: from now on peers are refused. Any thread. */
    @Override
    void close();
  }

  /** A connection: two directions of bytes. On its loop; until it is attached, anywhere. */
  interface Stream extends AutoCloseable {
    /** The other side. */
    InetSocketAddress peer();

    /** This side. */
    InetSocketAddress local();

    /** Begins to tell when there is something to read. Once. */
    void attach(Loop loop, Ready ready) throws IOException;

    /** What is told of. */
    void interest(boolean read, boolean write);

    /** A direct buffer that all streams of the loop share, for use within a turn. */
    ByteBuffer scratch();

    /**
     * Reads what is there.
     *
     * @return how many bytes, 0 if there are none now, -1 after the peer's last byte
     * @throws IOException if the connection is no more
     */
    int read(ByteBuffer into) throws IOException;

    /**
     * Writes as much as there is room for.
     *
     * @return how many bytes
     * @throws IOException if the connection is no more
     */
    int write(ByteBuffer from) throws IOException;

    /** Tells the peer that nothing more will be written (TCP: FIN, after all that was written). */
    void endOutput() throws IOException;

    /** Cuts the connection so that the peer cannot take it for a proper end (TCP: RST). */
    void abort();

    /** Closes the connection; without effect the second time. */
    @Override
    void close();
  }
}
