/** What goes into the jars that the tests deploy. */
@NullMarked
package org.kamaelia.deploy.samples;

import org.jspecify.annotations.NullMarked;
