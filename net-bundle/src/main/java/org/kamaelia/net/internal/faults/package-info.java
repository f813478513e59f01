/**
 * What goes wrong on purpose at a listener: streams and sockets around others, with the links of
 * {@link org.kamaelia.link} between. {@link org.kamaelia.net.internal.faults.Faults} makes those of
 * a listener, as a {@link org.kamaelia.net.internal.faults.FaultSpec} says.
 */
@NullMarked
package org.kamaelia.net.internal.faults;

import org.jspecify.annotations.NullMarked;
