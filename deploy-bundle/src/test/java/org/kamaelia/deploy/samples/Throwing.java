package org.kamaelia.deploy.samples;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Throws what the header {@code Text} says. */
public final class Throwing implements BundleActivator {
  @Override
  public void start(BundleContext context) throws Exception {
    switch (context.getBundle().getHeaders("").get("Text")) {
      case "exception" -> throw new Exception("out of\nluck");
      case "error" -> throw new LinkageError("out of luck");
      case "overflow" -> start(context);
      default -> throw new Hostile();
    }
  }

  @Override
  public void stop(BundleContext context) {}

  /** Fails when it is looked at. */
  @SuppressWarnings("serial")
  private static final class Hostile extends Error {
    @Override
    public String toString() {
      throw this;
    }

    @Override
    public String getMessage() {
      throw this;
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw this;
    }
  }
}
