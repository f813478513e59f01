/**
 * The console, for those who bring operators to it: {@link org.kamaelia.console.Console} runs their
 * commands.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.console;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
