package org.kamaelia.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.kamaelia.net.Server;

/** The recordings of a server. */
final class Recordings implements Recorder {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /** How many that have ended are remembered. */
  private static final int REMEMBERED = 20;

  /** How many may go on at one time: each is a file that grows, and may hold a few megabytes. */
  private static final int MOST = 32;

  private final Server server;
  private final Path folder;
  private final InstantSource clock = InstantSource.system();

  // Under the lock.
  private final NavigableMap<Long, Recording> recordings = new TreeMap<>();
  private long numbers;

  Recordings(Server server, Path folder) {
    this.server = server;
    this.folder = folder;
  }

  @Override
  public synchronized RecordingInfo record(RecordingSpec spec) throws IOException {
    if (recordings.values().stream().filter(Recording::isRunning).count() == MOST) {
      throw new IllegalStateException("there are " + MOST + " recordings; stop one of them");
    }
    long number = numbers + 1;
    Path file = spec.file().isPresent() ? spec.file().get() : file(spec.of(), number);
    Recording recording = Recording.start(number, spec, file, server, clock);
    numbers = number;
    recordings.put(number, recording);
    forget();
    return recording.info();
  }

  private Path file(Watched of, long number) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    String name = of.toString().replaceAll("[^a-z0-9]+", "-");
    return folder.resolve("%s-%s-%d.pcapng".formatted(name, NAME.format(clock.instant()), number));
  }

  private void forget() {
    List<Long> ended =
        recordings.entrySet().stream()
            .filter(entry -> !entry.getValue().isRunning())
            .map(entry -> entry.getKey())
            .toList();
    ended.stream().limit(Math.max(0, ended.size() - REMEMBERED)).forEach(recordings::remove);
  }

  @Override
  public synchronized List<RecordingInfo> recordings() {
    return recordings.values().stream().map(Recording::info).toList();
  }

  @Override
  public RecordingInfo stop(long number) {
    Recording recording;
    synchronized (this) {
      recording = recordings.get(number);
    }
    if (recording == null) {
      throw new IllegalArgumentException("there is no recording " + number);
    }
    recording.stop();
    return recording.info();
  }

  @Override
  public void close() {
    List<Recording> all;
    synchronized (this) {
      all = List.copyOf(recordings.values());
    }
    all.forEach(Recording::stop);
  }
}
