/** Tests of configurations as files. */
@NullMarked
package org.kamaelia.config;

import org.jspecify.annotations.NullMarked;
