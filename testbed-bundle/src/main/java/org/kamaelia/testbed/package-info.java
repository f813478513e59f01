/**
 * Tests for protocols: in isolation, against hostile peers, and in a container.
 *
 * <p>A {@link org.kamaelia.testbed.ProtocolTester} is the peer of one protocol component, without a
 * network and in virtual time. A {@link org.kamaelia.testbed.ProtocolContract} is a test class that
 * brings the hostile peers. A {@link org.kamaelia.testbed.Container} shows that the bundle works as
 * a bundle.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.testbed;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
