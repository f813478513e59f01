package org.kamaelia.console;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Gives and takes what it needs to change something on the live page: a token, of which there is
 * one at a time. An OSGi service of the page's, as the console knows no page.
 *
 * <p>Threading: any thread.
 */
@ProviderType
public interface PageTokens {

  /**
   * Gives a new one. The one before does not hold any more.
   *
   * @param who whom it is for, as the audit log names them
   * @throws IllegalStateException saying why the page cannot be reached
   */
  PageToken give(String who);

  /**
   * Takes it back.
   *
   * @return whether there was one that held
   */
  boolean revoke();
}
