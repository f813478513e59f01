package org.kamaelia.deploy.samples;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleContext;

/** Does not come back from its stop before the latch that it finds opens. */
public final class SlowStop extends Good {
  @Override
  public void stop(BundleContext context) throws Exception {
    context.getService(context.getServiceReference(CountDownLatch.class)).await();
  }
}
