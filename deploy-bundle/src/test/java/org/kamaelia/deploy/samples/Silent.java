package org.kamaelia.deploy.samples;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Registers nothing. */
public final class Silent implements BundleActivator {
  @Override
  public void start(BundleContext context) {}

  @Override
  public void stop(BundleContext context) {}
}
