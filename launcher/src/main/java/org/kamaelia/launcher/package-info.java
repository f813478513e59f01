/**
 * The command {@code kamaelia}: starts Felix with the distribution's bundles, and talks to a server
 * that runs. {@link org.kamaelia.launcher.Main} is where it begins; {@code Start} is the server's
 * life.
 */
@NullMarked
package org.kamaelia.launcher;

import org.jspecify.annotations.NullMarked;
