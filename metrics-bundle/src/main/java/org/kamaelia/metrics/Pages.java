package org.kamaelia.metrics;

import java.util.Optional;

/** Makes the pages. Called on a thread that may wait, by several at a time. */
interface Pages {

  /**
   * Makes a page.
   *
   * @param path which
   * @param accept the types that the client wants, as it says so; empty if it does not say
   * @return nothing if there is no such page
   * @throws Exception if it cannot be made now
   */
  Optional<Page> page(String path, String accept) throws Exception;
}
