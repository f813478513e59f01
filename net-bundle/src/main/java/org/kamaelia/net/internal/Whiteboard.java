package org.kamaelia.net.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Protocol;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.Server;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Registers the protocols whose factories are services. A service that goes is let go only when its
 * connections have ended, so a bundle that is being stopped waits for them.
 */
final class Whiteboard extends ServiceTracker<ProtocolFactory, Server.Registration> {
  private static final Logger LOG = System.getLogger("org.kamaelia.net");

  private final TcpServer server;

  Whiteboard(BundleContext context, TcpServer server) {
    super(context, ProtocolFactory.class, null);
    this.server = server;
  }

  @Override
  public Server.@Nullable Registration addingService(ServiceReference<ProtocolFactory> reference) {
    Bundle bundle = reference.getBundle();
    ProtocolFactory factory = context.getService(reference);
    if (factory == null) {
      return null;
    }
    try {
      return server.register(
          String.valueOf(reference.getProperty(Protocol.PREFIX_ + "name")),
          bundle.getVersion().toString(),
          "%s [%d]".formatted(bundle.getSymbolicName(), bundle.getBundleId()),
          reference.getProperty(Protocol.PREFIX_ + "port") instanceof Integer port ? port : 0,
          carriers(reference),
          factory);
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "a protocol of {0} cannot be served: {1}",
          bundle.getSymbolicName(),
          e.getMessage());
      context.ungetService(reference);
      return null;
    }
  }

  /** A service without these properties was made without the annotation, and means streams. */
  private static Set<Carrier> carriers(ServiceReference<ProtocolFactory> reference) {
    Set<Carrier> carriers = EnumSet.noneOf(Carrier.class);
    if (!Boolean.FALSE.equals(reference.getProperty(Protocol.PREFIX_ + "streams"))) {
      carriers.add(Carrier.STREAM);
    }
    if (Boolean.TRUE.equals(reference.getProperty(Protocol.PREFIX_ + "datagrams"))) {
      carriers.add(Carrier.DATAGRAM);
    }
    return carriers;
  }

  @Override
  public void removedService(
      ServiceReference<ProtocolFactory> reference, Server.Registration registration) {
    registration.close();
    context.ungetService(reference);
  }
}
