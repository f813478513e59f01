package org.kamaelia.deploy.internal;

import java.lang.module.ModuleDescriptor.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.deploy.Plan.Move;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.Server;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;

/** The server that gives connections to protocols, as far as deploying needs it. */
final class Net {
  private static final String CAPABILITY = "org.kamaelia.protocol";

  private final BundleContext context;

  Net(BundleContext context) {
    this.context = context;
  }

  /** The server, if one is there: bundles can be deployed without. */
  @Nullable Server server() {
    // by its name: where nobody brings the class, there is none to ask for
    ServiceReference<?> reference = context.getServiceReference("org.kamaelia.net.Server");
    return reference == null ? null : (Server) context.getService(reference);
  }

  /** The name of a listener that more than this machine can reach, if there is one. */
  Optional<String> exposed() {
    Server server = server();
    return server == null
        ? Optional.empty()
        : Exposure.of(server.listeners().stream().map(ListenerInfo::spec).toList());
  }

  /** The names of the components that run, whose code comes from there. */
  List<String> components(String origin) {
    Server server = server();
    return server == null
        ? List.of()
        : server.axon().topology().components().stream()
            .filter(component -> component.origin().equals(origin))
            .map(ComponentInfo::name)
            .toList();
  }

  /** Whether nobody is connected. */
  boolean isUnused() {
    Server server = server();
    return server == null
        || server.protocols().stream().allMatch(protocol -> protocol.connections() == 0);
  }

  /** Holds back what a bundle will register; null without a server. */
  @Nullable Staging stage(Bundle bundle) {
    Server server = server();
    return server == null ? null : new Staging(server.stage(bundle.getBundleId()));
  }

  /** The protocols of a bundle that are registered, with their versions. */
  static Set<String> protocols(Server server, Bundle bundle) {
    return server.protocols().stream()
        .filter(of(bundle))
        .map(protocol -> protocol.name() + " " + protocol.version())
        .collect(Collectors.toSet());
  }

  /**
   * How many connections that speak such protocols have been told to finish, and have not: of a
   * bundle that is being stopped, protocols are registered no more.
   */
  static int finishing(Server server, Set<String> protocols) {
    return (int)
        server.connections().stream()
            .filter(connection -> connection.state() == ConnectionInfo.State.FINISHING)
            .filter(it -> protocols.contains(it.protocol() + " " + it.version()))
            .count();
  }

  /** How many connections speak a bundle's protocols. */
  static int connections(Server server, Bundle bundle) {
    return server.protocols().stream().filter(of(bundle)).mapToInt(ProtocolInfo::connections).sum();
  }

  private static Predicate<ProtocolInfo> of(Bundle bundle) {
    return protocol -> protocol.bundle() == bundle.getBundleId();
  }

  /**
   * The listeners that would give new connections to what a bundle says it brings.
   *
   * @param bundle installed
   * @param replaced the bundle that it would replace, if any
   */
  static List<Move> moves(Server server, Bundle bundle, @Nullable Bundle replaced) {
    Set<Object> names =
        bundle.adapt(BundleRevision.class).getDeclaredCapabilities(CAPABILITY).stream()
            .map(capability -> String.valueOf(capability.getAttributes().get(CAPABILITY)))
            .collect(Collectors.toSet());
    Version version = Version.parse(bundle.getVersion().toString());
    List<ProtocolInfo> others =
        server.protocols().stream()
            .filter(protocol -> protocol.state() == ProtocolInfo.State.SERVING)
            .filter(of(bundle).negate())
            .filter(protocol -> replaced == null || protocol.bundle() != replaced.getBundleId())
            .toList();
    return server.listeners().stream()
        .filter(listener -> names.contains(listener.spec().protocol()))
        .filter(listener -> wins(version, listener, others))
        .map(
            listener ->
                new Move(
                    listener.spec().name(),
                    listener.spec().protocol(),
                    listener.version(),
                    version.toString()))
        .toList();
  }

  /** Whether a listener takes a version, and none of the others before it. */
  private static boolean wins(Version version, ListenerInfo listener, List<ProtocolInfo> others) {
    var taken = listener.spec().get(ListenerSettings.VERSION);
    return taken.includes(version)
        && others.stream()
            .filter(other -> other.name().equals(listener.spec().protocol()))
            .map(other -> Version.parse(other.version()))
            .noneMatch(other -> taken.includes(other) && other.compareTo(version) > 0);
  }
}
