package org.kamaelia.protocol.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.kamaelia.net.Setting;
import org.kamaelia.net.SettingException;
import org.kamaelia.net.SettingValues;

/**
 * A folder whose files are served, as an operator has set it.
 *
 * @param path under which they are
 * @param listeners where they are; everywhere if none
 * @param root the folder
 * @param index the file that stands for a folder
 * @param listing whether a folder without that shows what is in it
 * @param precompressed the content codings of which there are files
 * @param maxAge how long a client need not ask again; zero says nothing of it
 */
record FileSettings(
    String path,
    List<String> listeners,
    Path root,
    String index,
    boolean listing,
    List<String> precompressed,
    Duration maxAge) {

  /** The factory PID of the configurations. */
  static final String PID = "org.kamaelia.protocol.http.files";

  private static final Setting<List<String>> PATH =
      Setting.names("path", List.of("/*"), "The path under which the files are, such as /media/*.");
  private static final Setting<List<String>> LISTENER =
      Setting.names("listener", List.of(), "The listeners that have them; all if none is named.");
  private static final Setting<List<Path>> ROOT =
      Setting.files(
          "root",
          1,
          "The folder. What is not in it, links resolved, is not served, nor is what begins with a"
              + " dot.");
  private static final Setting<List<String>> INDEX =
      Setting.names("index", List.of("index.html"), "The file that stands for a folder.");
  private static final Setting<Boolean> LISTING =
      Setting.flag("listing", false, "Whether a folder without that file shows what is in it.");
  private static final Setting<List<String>> PRECOMPRESSED =
      Setting.names(
          "precompressed",
          List.of(),
          "Of br, zstd and gzip those in which there are files beside the plain ones, such as"
              + " a.css.br; the one first that clients get who like several alike.");
  private static final Setting<Duration> MAX_AGE =
      Setting.duration(
          "maxAge",
          Duration.ZERO,
          Duration.ofDays(365),
          Duration.ZERO,
          "How long a client need not ask again whether a file has changed; 0 says nothing of it.");

  /** All that can be set. */
  static final List<Setting<?>> ALL =
      List.of(PATH, LISTENER, ROOT, INDEX, LISTING, PRECOMPRESSED, MAX_AGE);

  /**
   * Reads a configuration.
   *
   * @throws SettingException naming the first setting that is unknown, missing or wrong
   */
  static FileSettings of(Map<String, ?> properties) {
    SettingValues values = SettingValues.of(properties, ALL);
    List<Path> root = values.get(ROOT);
    List<String> precompressed = values.get(PRECOMPRESSED);
    if (root.isEmpty()) {
      throw new SettingException("root", "root is not set: it must be a folder");
    }
    for (String coding : precompressed) {
      if (!Encodings.ENDINGS.containsKey(coding)) {
        throw new SettingException(
            "precompressed", "precompressed = %s: must be br, zstd or gzip".formatted(coding));
      }
    }
    return new FileSettings(
        one(PATH, values),
        values.get(LISTENER),
        root.getFirst(),
        one(INDEX, values),
        values.get(LISTING),
        precompressed,
        values.get(MAX_AGE));
  }

  private static String one(Setting<List<String>> setting, SettingValues values) {
    List<String> all = values.get(setting);
    if (all.size() != 1) {
      throw new SettingException(
          setting.name(), "%s = %s: must be one".formatted(setting, String.join(", ", all)));
    }
    return all.getFirst();
  }
}
