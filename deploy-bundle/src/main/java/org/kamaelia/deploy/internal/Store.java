package org.kamaelia.deploy.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The jars that ran, so that they can run again. Each file of the folder that is deployed from has
 * a folder here, with the jars by their numbers and a file {@code state} that says which there are:
 * what it does not name is not there yet, or no more. So what takes several steps happens when the
 * new {@code state} gets its name; whatever ends the server before or after, one state or the other
 * is what the next one finds. (The same holds for the power, where the file system keeps the order
 * of names, as those with a journal do.)
 *
 * <p>Threading: any thread; what changes a file's history, one at a time.
 */
final class Store {
  private static final String STATE = "state";
  private static final String NEW = ".new";

  private final Path folder;
  private final Disk disk;
  private final Map<String, History> histories = new ConcurrentHashMap<>();

  /**
   * Finds what an earlier one has left.
   *
   * @param folder made if it is not there
   */
  Store(Path folder, Disk disk) throws IOException {
    this.folder = folder;
    this.disk = disk;
    Files.createDirectories(folder);
    for (Path path : list(folder)) {
      if (Files.isDirectory(path)) {
        histories.put(path.getFileName().toString(), read(path));
      } else {
        disk.delete(path);
      }
    }
  }

  /** A place for a copy of a file, which ends with the process. */
  Path temporary(String file) {
    return folder.resolve(file + NEW);
  }

  /** Another place, that nobody else has. */
  Path temporary() throws IOException {
    return Files.createTempFile(folder, "", NEW);
  }

  History history(String file) {
    return histories.getOrDefault(file, History.NONE);
  }

  /** Where a jar is that the history names. */
  Path jar(String file, int number) {
    return folder.resolve(file).resolve(number + ".jar");
  }

  /**
   * Keeps a jar that has come to run.
   *
   * @param copy goes to its place
   * @param keep how many jars of the file stay
   */
  void add(String file, Path copy, History.Entry jar, int keep) throws IOException {
    Path place = folder.resolve(file);
    if (!Files.isDirectory(place)) {
      disk.makeFolder(place);
    }
    disk.force(copy);
    disk.move(copy, jar(file, jar.number()));
    History now = history(file).with(jar, keep);
    write(file, now);
    tidy(place, now);
  }

  /** A jar that was kept already has come to run. */
  void running(String file, int number) throws IOException {
    write(file, history(file).running(number));
  }

  /** The file was removed, so that nothing of it runs by itself any more. */
  void removed(String file) throws IOException {
    if (!history(file).gone()) {
      write(file, history(file).removed());
    }
  }

  /** The files that were there last. */
  List<String> filesThere() {
    return histories.entrySet().stream()
        .filter(file -> !file.getValue().gone())
        .map(Map.Entry::getKey)
        .toList();
  }

  private void write(String file, History now) throws IOException {
    Path place = folder.resolve(file);
    disk.write(place.resolve(STATE + NEW), now.text());
    disk.move(place.resolve(STATE + NEW), place.resolve(STATE));
    histories.put(file, now);
  }

  private History read(Path place) throws IOException {
    try {
      History found =
          History.of(Files.readString(place.resolve(STATE)))
              .only(number -> Files.isRegularFile(place.resolve(number + ".jar")));
      tidy(place, found);
      return found;
    } catch (NoSuchFileException e) {
      // the first jar had not come to run
      tidy(place, History.NONE);
    } catch (IOException | RuntimeException e) {
      Folder.LOG.log(
          Level.WARNING, "what ran before is not known: " + place.resolve(STATE) + ": " + e);
    }
    return History.NONE;
  }

  /** Deletes what was begun and not done, and jars that are no longer kept. */
  private void tidy(Path place, History now) throws IOException {
    for (Path path : list(place)) {
      String name = path.getFileName().toString();
      if (!name.equals(STATE)
          && now.jars().stream().noneMatch(jar -> name.equals(jar.number() + ".jar"))) {
        disk.delete(path);
      }
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    }
  }
}
