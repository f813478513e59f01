package org.kamaelia.http;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Registers handlers that are made while running, of something else that comes and goes; a handler
 * that is there with its bundle is a service by itself. An OSGi service: so a protocol need not
 * know OSGi for it. Any thread.
 */
@ProviderType
public interface HttpHandlers {

  /**
   * Registers a handler as a service of the bundle that asks, until that stops.
   *
   * @param properties the service's, {@link HttpResource}'s among them
   */
  Registration register(HttpHandler handler, Map<String, ?> properties);

  /** A handler that is registered. */
  @ProviderType
  interface Registration extends AutoCloseable {
    /** Gives it other properties. */
    void change(Map<String, ?> properties);

    /** Takes it back; more than once does no harm. */
    @Override
    void close();
  }
}
