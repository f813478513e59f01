package org.kamaelia.net.internal;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.ConfigurationProblems;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.ManagedServiceFactory;

/** The server in OSGi: protocols come as services, listeners as configurations. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
  private @Nullable TcpServer server;
  private @Nullable Whiteboard whiteboard;

  /** For the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    TcpServer started =
        TcpServer.start(
            Runtime.getRuntime().availableProcessors(),
            Objects.requireNonNullElse(context.getProperty(Transports.PROPERTY), Transports.BEST));
    server = started;
    // All connections finish side by side, before the protocols' bundles are stopped one by one.
    context.addBundleListener(
        (SynchronousBundleListener)
            event -> {
              if (event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID
                  && event.getType() == BundleEvent.STOPPING) {
                started.finish("the server is stopped");
              }
            });
    started.selfTests(new ServiceTests(context));
    whiteboard = new Whiteboard(context, started);
    whiteboard.open();
    context.registerService(
        new String[] {ManagedServiceFactory.class.getName(), ConfigurationProblems.class.getName()},
        new ListenerConfigurations(started),
        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_PID, ListenerSpec.PID)));
    try {
      ListenerMetatype.register(context);
    } catch (NoClassDefFoundError e) {
      // Where metatype's API is not there nobody asks.
    }
    context.registerService(Server.class, started, null);
  }

  @Override
  public void stop(BundleContext context) {
    if (whiteboard != null) {
      whiteboard.close();
    }
    if (server != null) {
      server.close();
    }
  }
}
