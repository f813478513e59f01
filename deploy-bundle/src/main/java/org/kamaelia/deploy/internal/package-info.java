/** The deployer. */
@NullMarked
package org.kamaelia.deploy.internal;

import org.jspecify.annotations.NullMarked;
