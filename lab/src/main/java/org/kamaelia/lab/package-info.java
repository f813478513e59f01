/**
 * The lab: experiments, run over parameters and seeds, and what they measured.
 *
 * <p>An {@link org.kamaelia.lab.Experiment} is one class, and one {@link org.kamaelia.lab.Run} of
 * it is decided by its seed and its parameters. All else is the lab's: docs/lab.md.
 */
@NullMarked
package org.kamaelia.lab;

import org.jspecify.annotations.NullMarked;
