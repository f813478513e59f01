/**
 * What applications on HTTP are written against (RFC 9110). An author implements {@link
 * org.kamaelia.http.HttpHandler}, which makes a {@link org.kamaelia.http.Response} of a {@link
 * org.kamaelia.http.Request}, and registers it as a service under an {@link
 * org.kamaelia.http.HttpResource} path. The protocol {@code http} is a bundle of its own, so it and
 * each application are deployed, and replaced, apart from one another.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
