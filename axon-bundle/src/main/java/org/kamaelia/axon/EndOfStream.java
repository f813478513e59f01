package org.kamaelia.axon;

/**
 * There is nothing more: an inbox has ended, or the destination of an outbox has.
 *
 * <p>A body that lets it out ends normally, so a protocol that waits in the middle of a message
 * when its peer goes away needs no code for that. Catch it to tell a clean end from a cut one.
 */
public final class EndOfStream extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Box<?> box;

  EndOfStream(Box<?> box) {
    // Control flow, thrown once a connection: a stack trace would cost more than the connection.
    super(null, null, false, false);
    this.box = box;
  }

  /** Names the box that ended. */
  @Override
  public String getMessage() {
    return box == null ? "end of stream" : "end of stream at " + box;
  }
}
