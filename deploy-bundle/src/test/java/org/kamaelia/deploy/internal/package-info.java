/** Tests of the deployer, against a real framework and real files. */
@NullMarked
package org.kamaelia.deploy.internal;

import org.jspecify.annotations.NullMarked;
