package org.kamaelia.config;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ConfigurationProblems;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Has FileInstall take {@code PID.json} and {@code PID-NAME.json} as it takes {@code .cfg} files by
 * itself. A file that is wrong leaves its configuration as it was.
 */
@Component(service = {ArtifactInstaller.class, ConfigurationProblems.class})
public final class JsonFiles implements ArtifactInstaller, ConfigurationProblems {
  private static final Logger LOG = System.getLogger("org.kamaelia.config");
  private static final String ENDING = ".json";
  private static final int LARGEST = 1 << 20;

  private final ConfigurationAdmin admin;

  /** By file. */
  private final Map<String, ConfigurationProblem> problems = new ConcurrentSkipListMap<>();

  /** Made by the service component runtime. */
  @Activate
  public JsonFiles(@Reference ConfigurationAdmin admin) {
    this.admin = admin;
  }

  @Override
  public boolean canHandle(File file) {
    return file.getName().endsWith(ENDING);
  }

  @Override
  public void install(File file) throws IOException {
    update(file);
  }

  @Override
  public void update(File file) throws IOException {
    Path path = file.toPath();
    Configuration configuration = configuration(file.getName());
    String other = otherFile(configuration, path);
    if (!other.isEmpty()) {
      problem(configuration, path, 0, "%s has this configuration already".formatted(other));
      return;
    }
    try {
      if (Files.size(path) > LARGEST) {
        problem(configuration, path, 0, "it is larger than %,d bytes".formatted(LARGEST));
        return;
      }
      Map<String, Object> settings = JsonSettings.read(Files.readString(path));
      settings.put(ConfigurationProblem.FILE, path.toUri().toString());
      problems.remove(path.toString());
      configuration.updateIfDifferent(FrameworkUtil.asDictionary(settings));
    } catch (JsonSettings.Malformed e) {
      problem(configuration, path, e.line(), e.getMessage());
    } catch (CharacterCodingException e) {
      problem(configuration, path, 0, "it is not UTF-8");
    }
  }

  @Override
  public void uninstall(File file) throws IOException {
    problems.remove(file.getPath());
    Configuration configuration = configuration(file.getName());
    if (otherFile(configuration, file.toPath()).isEmpty()) {
      configuration.delete();
    }
  }

  @Override
  public List<ConfigurationProblem> problems() {
    return List.copyOf(problems.values());
  }

  private void problem(Configuration configuration, Path file, int line, @Nullable String reason) {
    var problem =
        new ConfigurationProblem(
            configuration.getPid(),
            file.toString(),
            line,
            reason
                + (configuration.getProperties() == null
                    ? "; it is not taken"
                    : "; what was taken before goes on"));
    problems.put(file.toString(), problem);
    LOG.log(Level.WARNING, problem.toString());
  }

  /** As FileInstall reads names: a factory's PID, a hyphen or tilde, and a name; or a PID. */
  private Configuration configuration(String file) throws IOException {
    String pid = file.substring(0, file.length() - ENDING.length());
    int at = pid.indexOf('~') < 0 ? pid.indexOf('-') : pid.indexOf('~');
    return at < 0
        ? admin.getConfiguration(pid, "?")
        : admin.getFactoryConfiguration(pid.substring(0, at), pid.substring(at + 1), "?");
  }

  /** The file that has the configuration, if it is there and another one; empty if not. */
  private static String otherFile(Configuration configuration, Path file) {
    Dictionary<String, Object> properties = configuration.getProperties();
    Path other =
        properties == null ? null : ConfigurationProblem.file(FrameworkUtil.asMap(properties));
    return other == null || other.equals(file) || Files.notExists(other) ? "" : other.toString();
  }
}
