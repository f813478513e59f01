/**
 * Models of network paths: what delays, loses, queues, reorders and corrupts packets. They know no
 * clock and no network of their own, so the same ones serve in virtual time, between real network
 * namespaces, and in a proxy.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.link;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
