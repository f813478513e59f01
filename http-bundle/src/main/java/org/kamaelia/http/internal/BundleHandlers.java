package org.kamaelia.http.internal;

import java.util.Map;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.HttpHandlers;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;

/** The handlers of one bundle: its own context registers them, so they go with it. */
@Component(scope = ServiceScope.BUNDLE)
public final class BundleHandlers implements HttpHandlers {
  private final BundleContext context;

  /** Made for each bundle that asks. */
  @Activate
  public BundleHandlers(ComponentContext component) {
    context = component.getUsingBundle().getBundleContext();
  }

  @Override
  public Registration register(HttpHandler handler, Map<String, ?> properties) {
    ServiceRegistration<HttpHandler> registration =
        context.registerService(
            HttpHandler.class, handler, FrameworkUtil.asDictionary(Map.copyOf(properties)));
    return new Registration() {
      @Override
      public void change(Map<String, ?> other) {
        registration.setProperties(FrameworkUtil.asDictionary(Map.copyOf(other)));
      }

      @Override
      public void close() {
        try {
          registration.unregister();
        } catch (IllegalStateException e) {
          // Taken back before, or with the bundle.
        }
      }
    };
  }
}
