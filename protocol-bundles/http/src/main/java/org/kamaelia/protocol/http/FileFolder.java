package org.kamaelia.protocol.http;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ConfigurationProblems;
import org.kamaelia.net.SettingException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** A folder that an operator has set; one that is wrong has no route, and says why. */
@Component(
    service = {FileFolder.class, ConfigurationProblems.class},
    configurationPid = FileSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class FileFolder implements ConfigurationProblems {
  private final List<Routes.Route> routes;
  private final List<ConfigurationProblem> problems;

  /** Made by the service component runtime, anew for each change. */
  @Activate
  public FileFolder(Map<String, Object> properties) {
    List<Routes.Route> made = List.of();
    List<ConfigurationProblem> wrong = List.of();
    try {
      FileSettings settings = FileSettings.of(properties);
      made =
          List.of(
              new Routes.Route(
                  settings.path(),
                  settings.listeners(),
                  new FileHandler(settings, new MediaTypes())));
    } catch (IllegalArgumentException | IOException e) {
      String setting =
          e instanceof SettingException wrongOne
              ? wrongOne.setting()
              : e instanceof IOException ? "root" : "path";
      wrong =
          List.of(
              ConfigurationProblem.warn(
                  System.getLogger("org.kamaelia.protocol.http"),
                  FileSettings.PID,
                  properties,
                  new SettingException(setting, message(e)),
                  "its files are not served"));
    }
    routes = made;
    problems = wrong;
  }

  /**
   * The handler of a folder's files alone, with what is set of itself; for tests, see {@link
   * HttpFactory#serving}.
   *
   * @throws IOException if there is no such folder
   */
  public static HttpHandler handler(Path root) throws IOException {
    return new FileHandler(
        FileSettings.of(Map.of("root", root.toAbsolutePath().toString())), new MediaTypes());
  }

  private static String message(Exception e) {
    return e instanceof NoSuchFileException missing
        ? "there is no folder " + missing.getFile()
        : String.valueOf(e.getMessage());
  }

  /** None if it is wrong. */
  List<Routes.Route> routes() {
    return routes;
  }

  @Override
  public List<ConfigurationProblem> problems() {
    return problems;
  }
}
