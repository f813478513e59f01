package org.kamaelia.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.kamaelia.net.Server;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The recorder of the server that runs, with its files in the folder that the framework property
 * {@value #FOLDER} names.
 */
@Component(service = Recorder.class)
public final class RecorderService implements Recorder {
  /** The framework property with the folder. */
  static final String FOLDER = "kamaelia.records";

  private final Recorder recorder;

  /** Made by the service component runtime. */
  @Activate
  public RecorderService(BundleContext context, @Reference Server server) {
    recorder =
        Recorder.of(
            server, Path.of(Objects.requireNonNullElse(context.getProperty(FOLDER), "records")));
  }

  @Override
  public RecordingInfo record(RecordingSpec spec) throws IOException {
    return recorder.record(spec);
  }

  @Override
  public List<RecordingInfo> recordings() {
    return recorder.recordings();
  }

  @Override
  public RecordingInfo stop(long number) {
    return recorder.stop(number);
  }

  @Deactivate
  @Override
  public void close() {
    recorder.close();
  }
}
