package org.kamaelia.net;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that was not taken as it is; what was taken before goes on.
 *
 * @param pid the configuration's PID
 * @param file the file that it comes from; empty if it comes from none, or that is not known
 * @param line the line in that file, from 1; 0 if it is not known
 * @param reason what is wrong, and what goes on instead
 */
public record ConfigurationProblem(String pid, String file, int line, String reason) {
  /** The property in which FileInstall notes the file that a configuration comes from. */
  public static final String FILE = "felix.fileinstall.filename";

  /** Files that are larger are not looked into for the line. */
  private static final long LARGEST = 1 << 20;

  /**
   * Finds the file, and the line that has the setting. Reads the file; any thread that may wait.
   *
   * @param properties the configuration's
   * @param setting the setting that is wrong; empty if it is none in particular
   */
  public static ConfigurationProblem of(
      String pid, Map<String, ?> properties, String setting, String reason) {
    Path file = file(properties);
    return file == null
        ? new ConfigurationProblem(pid, "", 0, reason)
        : new ConfigurationProblem(
            pid, file.toString(), setting.isEmpty() ? 0 : line(file, setting), reason);
  }

  /**
   * As {@link #of}, and has the log warn of it. Any thread that may wait.
   *
   * @param wrong what is wrong, with a setting if it is a {@link SettingException}
   * @param instead what goes on, such as {@code http goes on as it was}
   */
  public static ConfigurationProblem warn(
      System.Logger log, String pid, Map<String, ?> properties, Exception wrong, String instead) {
    String setting = wrong instanceof SettingException of ? of.setting() : "";
    ConfigurationProblem problem =
        of(pid, properties, setting, wrong.getMessage() + "; " + instead);
    log.log(System.Logger.Level.WARNING, problem.toString());
    return problem;
  }

  /**
   * The file that a configuration comes from; null if it comes from none.
   *
   * @param properties the configuration's
   */
  public static @Nullable Path file(Map<String, ?> properties) {
    Object noted = properties.get(FILE);
    if (noted == null) {
      return null;
    }
    try {
      String text = noted.toString();
      return text.startsWith("file:") ? Path.of(URI.create(text)) : Path.of(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** All in one line, the file and line first, or else the PID. */
  @Override
  public String toString() {
    return (file.isEmpty() ? pid : line == 0 ? file : file + ", line " + line) + ": " + reason;
  }

  /** The last line that sets it, as that is the one that counts; comments are none. */
  private static int line(Path file, String setting) {
    Pattern sets =
        Pattern.compile("(^|[\\s{,])\"?" + Pattern.quote(setting) + "\"?(\\s*[=:]|\\s|$)");
    try {
      List<String> lines = Files.size(file) > LARGEST ? List.of() : Files.readAllLines(file);
      for (int i = lines.size() - 1; i >= 0; i--) {
        String line = lines.get(i).strip();
        if (!line.startsWith("#") && !line.startsWith("!") && sets.matcher(line).find()) {
          return i + 1;
        }
      }
      return 0;
    } catch (IOException e) {
      // It may have gone since, or is no text.
      return 0;
    }
  }
}
