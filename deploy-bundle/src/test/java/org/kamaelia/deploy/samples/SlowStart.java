package org.kamaelia.deploy.samples;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleContext;

/**
 * Does not come back from its start before the latch that it finds opens; if it is {@code stubborn}
 * not even interrupted.
 */
public final class SlowStart extends Good {
  @Override
  public void start(BundleContext context) throws Exception {
    var latch = context.getService(context.getServiceReference(CountDownLatch.class));
    for (boolean open = false; !open; ) {
      try {
        latch.await();
        open = true;
      } catch (InterruptedException e) {
        if (!context.getBundle().getHeaders("").get("Text").equals("stubborn")) {
          throw e;
        }
      }
    }
    super.start(context);
  }
}
