package org.kamaelia.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kamaelia.net.Server;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Records what connections say, to captures that packet analysers read. In OSGi it is a service.
 * Who records sees what users send, passwords too: the files are for the server's user only, and it
 * is for the caller to log who has asked.
 *
 * <p>Threading: any thread, but not the loops' own.
 */
@ProviderType
public interface Recorder extends AutoCloseable {

  /**
   * Makes one, outside OSGi.
   *
   * @param folder where files are that nobody has named; made when it is needed
   */
  static Recorder of(Server server, Path folder) {
    return new Recordings(server, folder);
  }

  /**
   * Begins a recording. It ends when it is stopped, when its time is over, when the file is full,
   * and that of one connection when that ends.
   *
   * @throws IOException if the file cannot be made, or is there already
   * @throws IllegalArgumentException if there is no such connection or listener
   */
  RecordingInfo record(RecordingSpec spec) throws IOException;

  /** The recordings that go on, and the last ones that have ended, by number. */
  List<RecordingInfo> recordings();

  /**
   * Ends a recording, and waits until its file is whole.
   *
   * @throws IllegalArgumentException if there is no such recording
   */
  RecordingInfo stop(long number);

  /** Ends all of them. */
  @Override
  void close();
}
