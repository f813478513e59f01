/** The experiment that needs no code: a network and flows, as text. */
@NullMarked
package org.kamaelia.lab.network;

import org.jspecify.annotations.NullMarked;
