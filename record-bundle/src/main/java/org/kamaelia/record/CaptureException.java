package org.kamaelia.record;

import java.io.IOException;

/** A file is no capture, or not a whole one; the message says what is wrong, and where. */
public final class CaptureException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Where the block, the packet or the line begins that is wrong. */
  private final long offset;

  /**
   * Makes one.
   *
   * @param offset in bytes from the beginning of the file
   */
  public CaptureException(String what, long offset) {
    super("%s, at byte %d".formatted(what, offset));
    this.offset = offset;
  }

  /** Where in the file, in bytes from its beginning. */
  public long offset() {
    return offset;
  }
}
