package org.kamaelia.net.internal;

/** What carries a protocol's messages. */
enum Carrier {
  /** A stream of bytes. */
  STREAM,
  /** Datagrams. */
  DATAGRAM
}
