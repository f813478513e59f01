/** Protocols with a fault each, of the kind that is found late, and the same ones without it. */
@NullMarked
package org.kamaelia.testbed.plan.planted;

import org.jspecify.annotations.NullMarked;
