/**
 * Links in real time, for real programs: between two network namespaces over TUN devices (Linux),
 * and in a proxy, for which no privilege is needed.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.link.real;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
