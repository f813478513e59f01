package org.kamaelia.console.internal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whom a session belongs to.
 *
 * @param who who speaks and from where, for the audit log
 * @param folder where they are, on the same machine; null if that is not known
 */
record Speaker(String who, @Nullable Path folder) {}
