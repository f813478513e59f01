/**
 * Deploying while running: the folder {@code deploy/} is what serves. {@link
 * org.kamaelia.deploy.Deployer} tells what became of each file there.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.deploy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
