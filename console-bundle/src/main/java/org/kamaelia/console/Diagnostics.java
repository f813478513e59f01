package org.kamaelia.console;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Finds out what is wrong with the server, even where most of it does not run. An OSGi service.
 *
 * <p>Threading: any thread, but not the loops' own.
 */
@ProviderType
public interface Diagnostics {

  /** What is wrong now. */
  Diagnosis diagnose();

  /** A diagnosis as one JSON document, the one that {@code diag --json} gives. */
  String json(Diagnosis diagnosis);
}
