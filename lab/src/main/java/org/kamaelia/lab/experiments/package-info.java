/** The experiments that come with the lab; docs/experiments.md tells of each. */
@NullMarked
package org.kamaelia.lab.experiments;

import org.jspecify.annotations.NullMarked;
