package org.kamaelia.protocol.websocket;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.HttpHandlers;
import org.kamaelia.http.HttpResource;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ConfigurationProblems;
import org.kamaelia.net.SettingException;
import org.kamaelia.net.SettingInfo;
import org.kamaelia.websocket.WebSocketFactory;
import org.kamaelia.websocket.internal.Spares;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Registers a handler of HTTP for each factory of message protocols, with the factory's paths and
 * listeners. When a factory goes, or this bundle does, its WebSockets are told to finish.
 */
@Component(
    service = ConfigurationProblems.class,
    immediate = true,
    configurationPid = WebSocketSettings.PID)
public final class WebSocketWhiteboard implements ConfigurationProblems {
  private static final System.Logger LOG = System.getLogger("org.kamaelia.protocol.websocket");

  /** What a handler has from its factory. */
  private static final Set<String> PROPERTIES =
      Set.of(HttpResource.PREFIX_ + "path", HttpResource.PREFIX_ + "listener", "service.ranking");

  private static final String ID = "service.id";

  /** A factory's handler, and its registration. */
  private record Registered(Endpoint endpoint, HttpHandlers.Registration registration) {}

  private final HttpHandlers http;
  private final Spares spares = new Spares();

  /** By the number of the factory's service. */
  private final Map<Object, Registered> handlers = new HashMap<>();

  private volatile WebSocketSettings settings = WebSocketSettings.STANDARD;
  private volatile List<ConfigurationProblem> problems = List.of();

  /** Takes the first configuration. */
  @Activate
  public WebSocketWhiteboard(@Reference HttpHandlers http, Map<String, Object> properties) {
    this.http = http;
    configure(properties);
  }

  /** Takes another configuration; one that is wrong leaves what is. */
  @Modified
  void configure(Map<String, Object> properties) {
    try {
      settings = WebSocketSettings.of(properties);
      problems = List.of();
    } catch (SettingException e) {
      problems =
          List.of(
              ConfigurationProblem.warn(
                  LOG, WebSocketSettings.PID, properties, e, "websocket goes on as it was"));
    }
  }

  /**
   * The handler for one factory, with standard settings, for tests: {@code HttpFactory.serving("/",
   * WebSocketWhiteboard.handler(new EchoFactory()))}.
   */
  public static HttpHandler handler(WebSocketFactory factory) {
    return new Endpoint(factory, () -> WebSocketSettings.STANDARD, new Spares());
  }

  @Override
  public List<ConfigurationProblem> problems() {
    return problems;
  }

  @Override
  public Map<String, List<SettingInfo>> settings() {
    return Map.of(
        WebSocketSettings.PID, WebSocketSettings.ALL.stream().map(SettingInfo::of).toList());
  }

  /** Takes a factory. */
  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "removeFactory",
      updated = "updateFactory")
  synchronized void addFactory(WebSocketFactory factory, Map<String, Object> properties) {
    Endpoint endpoint = new Endpoint(factory, () -> settings, spares);
    handlers.put(
        properties.get(ID),
        new Registered(endpoint, http.register(endpoint, properties(properties))));
  }

  /** Takes a factory's properties anew. */
  synchronized void updateFactory(Map<String, Object> properties) {
    Registered known = handlers.get(properties.get(ID));
    if (known != null) {
      known.registration.change(properties(properties));
    }
  }

  /** Forgets a factory, when its WebSockets have finished. */
  void removeFactory(Map<String, Object> properties) {
    Registered gone;
    synchronized (this) {
      gone = handlers.remove(properties.get(ID));
    }
    if (gone != null) {
      gone.registration.close();
      gone.endpoint.close();
    }
  }

  /** Tells all at once, before the factories are taken away one by one. */
  @Deactivate
  synchronized void finish() {
    for (Registered each : handlers.values()) {
      each.registration.close();
      each.endpoint.finish();
    }
  }

  private static Map<String, Object> properties(Map<String, Object> factory) {
    Map<String, Object> own = new HashMap<>(factory);
    own.keySet().retainAll(PROPERTIES);
    return own;
  }
}
