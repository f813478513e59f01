package org.kamaelia.net.transport;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** An open file of which a stream sends parts. Used on the stream's loop. */
@ConsumerType
public interface FileTransfer extends AutoCloseable {
  /**
   * Sends bytes of the file, after all that was written before: as many as there is room for, or
   * fewer. What was taken is sent even if the stream or this is closed next; what is not in the
   * system's memory is read from the disk meanwhile, so it is well to ask for little at a time.
   *
   * @param position where in the file the first of them is
   * @param most how many at most, 1 or more
   * @return how many; 0 if there is no room; -1 if the file has ended before that position
   * @throws IOException if the connection is no more, or the file cannot be read
   */
  int send(long position, int most) throws IOException;

  /** Closes the file; without effect the second time. */
  @Override
  void close();
}
