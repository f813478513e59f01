package org.kamaelia.protocol.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.HttpResource;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ConfigurationProblems;
import org.kamaelia.net.Connection;
import org.kamaelia.net.Protocol;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.SettingException;
import org.kamaelia.net.SettingInfo;
import org.kamaelia.net.Sniffer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Registers the protocol {@code http}, and takes the handlers that others register. */
@Component(
    service = {ProtocolFactory.class, ConfigurationProblems.class},
    configurationPid = HttpSettings.PID)
@Protocol(name = "http", port = 80)
public final class HttpFactory implements ProtocolFactory, ConfigurationProblems {
  private static final System.Logger LOG = System.getLogger("org.kamaelia.protocol.http");

  private static final String PATH = HttpResource.PREFIX_ + "path";
  private static final String LISTENER = HttpResource.PREFIX_ + "listener";

  private final Handlers handlers = new Handlers();
  private volatile HttpSettings settings = HttpSettings.STANDARD;
  private volatile AccessLog log = AccessLog.NONE;
  private volatile List<ConfigurationProblem> problems = List.of();
  private final Site site = new Site(() -> settings, handlers::routes, new HttpDate(), () -> log);

  /** Made by the service component runtime. */
  public HttpFactory() {}

  /** Takes a configuration; one that is wrong leaves what is. */
  @Activate
  @Modified
  synchronized void configure(Map<String, Object> properties) {
    try {
      HttpSettings wanted = HttpSettings.of(properties);
      log(wanted.accessLog());
      settings = wanted;
      problems = List.of();
    } catch (SettingException | IOException e) {
      Exception wrong =
          e instanceof IOException
              ? new SettingException("accessLog", String.valueOf(e.getMessage()))
              : e;
      problems =
          List.of(
              ConfigurationProblem.warn(
                  LOG, HttpSettings.PID, properties, wrong, "http goes on as it was"));
    }
  }

  private void log(List<Path> files) throws IOException {
    AccessLog before = log;
    Path wanted = files.isEmpty() ? null : files.getFirst();
    Path now = before instanceof FileLog file ? file.path() : null;
    if (!Objects.equals(wanted, now)) {
      log = wanted == null ? AccessLog.NONE : FileLog.open(wanted);
      if (before instanceof FileLog file) {
        file.close();
      }
    }
  }

  /** Ends the log. */
  @Deactivate
  synchronized void close() throws IOException {
    log(List.of());
  }

  @Override
  public List<ConfigurationProblem> problems() {
    return problems;
  }

  @Override
  public Map<String, List<SettingInfo>> settings() {
    return Map.of(
        HttpSettings.PID,
        HttpSettings.ALL.stream().map(SettingInfo::of).toList(),
        FileSettings.PID,
        FileSettings.ALL.stream().map(SettingInfo::of).toList());
  }

  /**
   * The protocol with one handler only, for tests: {@code
   * ProtocolTester.of(HttpFactory.serving("/hello", new Hello()))}.
   *
   * @param path as {@link org.kamaelia.http.HttpResource#path}
   */
  public static ProtocolFactory serving(String path, HttpHandler handler) {
    HttpFactory factory = new HttpFactory();
    factory.addHandler(handler, Map.of("service.id", 1L, PATH, path));
    return factory;
  }

  @Override
  public HttpConnection create(Connection connection) {
    return new HttpConnection(connection, site);
  }

  @Override
  public Optional<Sniffer> sniffer() {
    return Optional.of(HttpSniffer::sniff);
  }

  /** Takes a handler. */
  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addHandler(HttpHandler handler, Map<String, Object> properties) {
    List<String> listeners = texts(properties.get(LISTENER));
    List<Routes.Route> routes = new ArrayList<>();
    for (String path : texts(properties.get(PATH))) {
      try {
        routes.add(new Routes.Route(path, listeners, handler));
      } catch (IllegalArgumentException e) {
        LOG.log(System.Logger.Level.WARNING, () -> handler + " is not served: " + e.getMessage());
      }
    }
    handlers.add(properties, routes);
  }

  /** Takes a handler's properties anew. */
  void updatedHandler(HttpHandler handler, Map<String, Object> properties) {
    removeHandler(properties);
    addHandler(handler, properties);
  }

  /** Forgets a handler; what it has in hand goes on. */
  void removeHandler(Map<String, Object> properties) {
    handlers.remove(properties);
  }

  /** Takes a folder of files. */
  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addFolder(FileFolder folder, Map<String, Object> properties) {
    handlers.add(properties, folder.routes());
  }

  /** Forgets a folder of files. */
  void removeFolder(Map<String, Object> properties) {
    handlers.remove(properties);
  }

  private static List<String> texts(@Nullable Object property) {
    return switch (property) {
      case null -> List.of();
      case String[] several -> List.of(several);
      case Iterable<?> several -> {
        List<String> texts = new ArrayList<>();
        several.forEach(it -> texts.add(it.toString()));
        yield texts;
      }
      default -> List.of(property.toString());
    };
  }
}
