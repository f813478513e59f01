package org.kamaelia.net.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.DatagramProtocolFactory;
import org.kamaelia.net.Protocol;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.Server;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Registers the protocols whose factories are services. A service that goes is let go only when its
 * connections have ended, so a bundle that is being stopped waits for them.
 */
final class Whiteboard extends ServiceTracker<Object, Server.Registration> {
  private static final Logger LOG = System.getLogger("org.kamaelia.net");

  private static final Filter FACTORIES = factories();

  private final TcpServer server;

  Whiteboard(BundleContext context, TcpServer server) {
    super(context, FACTORIES, null);
    this.server = server;
  }

  @Override
  public Server.@Nullable Registration addingService(ServiceReference<Object> reference) {
    Bundle bundle = reference.getBundle();
    Object factory = context.getService(reference);
    if (factory == null) {
      return null;
    }
    try {
      return server.register(
          String.valueOf(reference.getProperty(Protocol.PREFIX_ + "name")),
          bundle.getVersion().toString(),
          "%s [%d]".formatted(bundle.getSymbolicName(), bundle.getBundleId()),
          bundle.getBundleId(),
          reference.getProperty(Protocol.PREFIX_ + "port") instanceof Integer port ? port : 0,
          factory instanceof ProtocolFactory ? carriers(reference) : Set.of(),
          factory instanceof ProtocolFactory each ? each : ProtocolEntry.NONE,
          factory instanceof DatagramProtocolFactory whole ? whole : null);
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

  private static Filter factories() {
    try {
      return FrameworkUtil.createFilter(
          "(|(%1$s=%2$s)(%1$s=%3$s))"
              .formatted(
                  Constants.OBJECTCLASS,
                  ProtocolFactory.class.getName(),
                  DatagramProtocolFactory.class.getName()));
    } catch (InvalidSyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** A service without these properties was made without the annotation, and means streams. */
  private static Set<Carrier> carriers(ServiceReference<Object> reference) {
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
  public void removedService(ServiceReference<Object> reference, Server.Registration registration) {
    registration.close();
    context.ungetService(reference);
  }
}
