package org.kamaelia.stress;

/** An attack that goes on until it is closed. */
interface Harm extends AutoCloseable {
  /** Connections that it has begun so far. */
  long attempts();

  @Override
  void close();
}
