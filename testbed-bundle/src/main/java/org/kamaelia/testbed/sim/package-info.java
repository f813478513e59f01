/**
 * A network in virtual time: hosts, paths between them, TCP and UDP, all in one process and decided
 * by one seed. What runs on a simulated host is what runs on a real one: servers, clients and
 * protocols see a {@link org.kamaelia.net.transport.Transport}, as everywhere.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.testbed.sim;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
