package org.kamaelia.net;

/** Whether TLS clients must show a certificate. */
public enum TlsClients {
  /** They are not asked. */
  NONE,
  /** They are asked, and may have none; one that is not trusted is refused. */
  WANTED,
  /** Those without a trusted one are refused. */
  REQUIRED
}
