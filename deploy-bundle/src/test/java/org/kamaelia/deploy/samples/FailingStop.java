package org.kamaelia.deploy.samples;

import org.osgi.framework.BundleContext;

/** Starts well and stops badly. */
public final class FailingStop extends Good {
  @Override
  public void stop(BundleContext context) throws Exception {
    throw new LinkageError("out of luck");
  }
}
