/** Configurations as JSON files. */
@NullMarked
package org.kamaelia.config;

import org.jspecify.annotations.NullMarked;
