package org.kamaelia.net.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kamaelia.net.SelfTest;
import org.kamaelia.net.SelfTestException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The self-tests that are services. */
final class ServiceTests implements SelfTests.Own {
  private final BundleContext context;

  ServiceTests(BundleContext context) {
    this.context = context;
  }

  @Override
  public void look(long bundle, SelfTests.Look look) throws SelfTestException {
    List<ServiceReference<SelfTest>> references;
    try {
      references =
          List.copyOf(
              context.getServiceReferences(
                  SelfTest.class, "(%s=%d)".formatted(Constants.SERVICE_BUNDLEID, bundle)));
    } catch (InvalidSyntaxException e) {
      throw new AssertionError(e);
    }
    Map<String, SelfTest> tests = new LinkedHashMap<>();
    try {
      for (ServiceReference<SelfTest> reference : references) {
        SelfTest test = context.getService(reference);
        if (test != null) {
          tests.put(
              "self-test %s of %s"
                  .formatted(test.getClass().getName(), reference.getBundle().getSymbolicName()),
              test);
        }
      }
      look.at(tests);
    } finally {
      references.forEach(context::ungetService);
    }
  }
}
