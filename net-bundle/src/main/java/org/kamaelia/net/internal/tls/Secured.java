package org.kamaelia.net.internal.tls;

import java.util.Optional;
import org.kamaelia.net.TlsSession;

/** A stream that may be one of TLS. */
public interface Secured {
  /** What was agreed on by TLS, if that is so, once connected. */
  Optional<TlsSession> session();
}
