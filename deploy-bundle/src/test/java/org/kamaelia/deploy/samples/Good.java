package org.kamaelia.deploy.samples;

import java.util.Hashtable;
import java.util.function.Supplier;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Registers a service which says what the header {@code Text} says. */
public class Good implements BundleActivator {
  @Override
  public void start(BundleContext context) throws Exception {
    var properties = new Hashtable<String, Object>();
    properties.put("text", context.getBundle().getHeaders("").get("Text"));
    context.registerService(Supplier.class, () -> "", properties);
  }

  @Override
  public void stop(BundleContext context) throws Exception {}
}
