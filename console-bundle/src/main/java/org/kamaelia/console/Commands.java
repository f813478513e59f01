package org.kamaelia.console;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jline.builtins.Options;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Topology;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.net.Server;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The commands, as Gogo calls them: each takes the words behind its name and gives a record or a
 * list of them, which {@link Rendering} makes text of; {@code --help} gives its usage.
 *
 * <p>They are there even where the server is not, so that {@code diag} can say so.
 */
@Component(
    service = Commands.class,
    property = {
      "osgi.command.scope=kamaelia",
      "osgi.command.function=protocols",
      "osgi.command.function=listeners",
      "osgi.command.function=connections",
      "osgi.command.function=bind",
      "osgi.command.function=unbind",
      "osgi.command.function=retry",
      "osgi.command.function=topology",
      "osgi.command.function=deployments",
      "osgi.command.function=diag",
      "osgi.command.function=shutdown",
      "osgi.command.function=exit",
      "osgi.command.function=help"
    })
public final class Commands {
  /** How long a topology may take: a loop that is held up does not answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final BundleContext context;
  private final Kept kept;

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  volatile @Nullable Server server;

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  volatile @Nullable Deployer deployer;

  /** Made by the service component runtime. */
  @Activate
  public Commands(BundleContext context, @Reference ConfigurationAdmin configurations) {
    this.context = context;
    this.kept = new Kept(configurations);
  }

  @Descriptor(Usage.PROTOCOLS)
  public @Nullable Object protocols(String[] words) throws Exception {
    return run(Usage.PROTOCOLS, words, () -> new Listing<>(Table.PROTOCOLS, server().protocols()));
  }

  @Descriptor(Usage.LISTENERS)
  public @Nullable Object listeners(String[] words) throws Exception {
    return run(Usage.LISTENERS, words, () -> new Listing<>(Table.LISTENERS, server().listeners()));
  }

  @Descriptor(Usage.CONNECTIONS)
  public @Nullable Object connections(String[] words) throws Exception {
    return run(
        Usage.CONNECTIONS,
        words,
        0,
        0,
        it ->
            it.isSet("tcp")
                ? new Listing<>(Table.TCP, TcpConnection.all(server()))
                : new Listing<>(Table.CONNECTIONS, server().connections()));
  }

  @Descriptor(Usage.BIND)
  public @Nullable Object bind(CommandSession session, String[] words) throws Exception {
    return run(
        Usage.BIND,
        words,
        2,
        Integer.MAX_VALUE,
        it -> {
          String name = it.isSet("name") ? it.get("name") : "";
          String protocol = it.args().getFirst();
          String address = it.args().get(1);
          List<String> settings = it.args().subList(2, it.args().size());
          return Audit.change(
              session,
              "bind " + String.join(" ", words),
              () -> binding().bind(session, name, protocol, address, settings));
        });
  }

  @Descriptor(Usage.UNBIND)
  public @Nullable Object unbind(CommandSession session, String[] words) throws Exception {
    return run(
        Usage.UNBIND,
        words,
        1,
        1,
        it -> {
          String name = it.args().getFirst();
          return Audit.change(session, "unbind " + name, () -> binding().unbind(name));
        });
  }

  @Descriptor(Usage.RETRY)
  public @Nullable Object retry(CommandSession session, String[] words) throws Exception {
    return run(
        Usage.RETRY,
        words,
        1,
        1,
        it -> {
          String name = it.args().getFirst();
          return Audit.change(session, "retry " + name, () -> binding().retry(name));
        });
  }

  /** For {@link TlsReload}. */
  @Nullable Object tlsReload(CommandSession session, String[] words) throws Exception {
    return run(
        Usage.TLS_RELOAD,
        words,
        () ->
            Audit.change(
                session, "tls-reload", () -> new Listing<>(Table.TLS, server().reloadTls())));
  }

  @Descriptor(Usage.TOPOLOGY)
  public @Nullable Object topology(String[] words) throws Exception {
    return run(
        Usage.TOPOLOGY,
        words,
        0,
        1,
        it -> {
          if (it.isSet("dot") && it.isSet("mermaid")) {
            throw new Refusal("topology writes --dot or --mermaid, not both");
          }
          View view = View.of(snapshot(), String.join("", it.args()));
          return it.isSet("dot")
              ? view.shown().toDot()
              : it.isSet("mermaid") ? view.shown().toMermaid() : view;
        });
  }

  @Descriptor(Usage.DEPLOYMENTS)
  public @Nullable Object deployments(String[] words) throws Exception {
    return run(
        Usage.DEPLOYMENTS,
        words,
        () -> new Listing<>(Table.DEPLOYMENTS, there("deployer", deployer).deployments()));
  }

  @Descriptor(Usage.DIAG)
  public @Nullable Object diag(String[] words) throws Exception {
    return run(Usage.DIAG, words, () -> Diagnosis.of(server, deployer));
  }

  @Descriptor(Usage.SHUTDOWN)
  public @Nullable Object shutdown(CommandSession session, String[] words) throws Exception {
    return run(Usage.SHUTDOWN, words, () -> Audit.change(session, "shutdown", this::stop));
  }

  @Descriptor(Usage.EXIT)
  public @Nullable Object exit(CommandSession session, String[] words) throws Exception {
    return run(
        Usage.EXIT,
        words,
        () -> {
          if (session.get(Sessions.LEAVE) instanceof Runnable leave) {
            leave.run();
          }
          return null;
        });
  }

  @Descriptor(Usage.HELP)
  public @Nullable Object help(CommandSession session, String[] words) throws Exception {
    return run(
        Usage.HELP,
        words,
        0,
        1,
        it ->
            it.args().isEmpty() ? Help.overview(session) : Help.of(session, it.args().getFirst()));
  }

  private interface Body {
    @Nullable Object run(Options options) throws Exception;
  }

  private static @Nullable Object run(String usage, String[] words, int least, int most, Body body)
      throws Exception {
    Options options = Usage.parse(usage, words, least, most);
    return options.isSet("help") ? usage : body.run(options);
  }

  private static @Nullable Object run(String usage, String[] words, Callable<@Nullable Object> body)
      throws Exception {
    return run(usage, words, 0, 0, it -> body.call());
  }

  private static <T> T there(String what, @Nullable T service) throws Refusal {
    if (service == null) {
      throw new Refusal("no " + what + " runs");
    }
    return service;
  }

  private Server server() throws Refusal {
    return there("server", server);
  }

  private Binding binding() throws Refusal {
    return new Binding(server(), kept);
  }

  /** A loop that is held up does not answer, so this is asked for from a thread that may wait. */
  private Topology snapshot() throws Exception {
    Axon axon = server().axon();
    var asked = new FutureTask<>(axon::topology);
    Thread.ofVirtual().name("kamaelia-topology").start(asked);
    try {
      return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Refusal(
          "a loop does not answer within %s; `diag` names what holds it up"
              .formatted(Text.duration(PATIENCE)));
    }
  }

  private String stop() throws Refusal {
    try {
      // returns at once, and stops from a thread of the framework's
      context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
      return "the server is stopping";
    } catch (BundleException e) {
      throw new Refusal("the server does not stop: " + e.getMessage());
    }
  }
}
