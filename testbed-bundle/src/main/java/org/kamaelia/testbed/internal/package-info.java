/** What the testbed's packages share; not for others. */
@NullMarked
package org.kamaelia.testbed.internal;

import org.jspecify.annotations.NullMarked;
