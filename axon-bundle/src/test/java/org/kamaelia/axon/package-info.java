/** Tests of the runtime: most in virtual time on one stepped loop, the rest on real loops. */
@NullMarked
package org.kamaelia.axon;

import org.jspecify.annotations.NullMarked;
