package org.kamaelia.net;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a protocol bundle looks at in itself before it serves: whether it finds its files, say.
 * Register it as an OSGi service; it is asked while the bundle's protocols are held back, see
 * {@link Server.Stage#test}.
 */
@ConsumerType
@FunctionalInterface
public interface SelfTest {

  /**
   * Tests. On a thread of its own, which is interrupted when the time is up.
   *
   * @throws Exception why the bundle must not serve
   */
  void test() throws Exception;
}
