/**
 * Linux's own transports: {@code epoll} and {@code io_uring}, by system calls through the
 * foreign-function API. {@link org.kamaelia.net.internal.linux.Calls} is the layer of calls, whose
 * results are the kernel's; {@link org.kamaelia.net.internal.linux.Errno} makes exceptions of them.
 */
@NullMarked
package org.kamaelia.net.internal.linux;

import org.jspecify.annotations.NullMarked;
