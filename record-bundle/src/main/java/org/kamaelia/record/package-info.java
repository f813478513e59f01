/** Records what passed: captures for packet analysers, and logs that can be replayed. */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.record;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
