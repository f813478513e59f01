package org.kamaelia.console;

import java.time.Instant;

/**
 * What it needs to change something on the live page.
 *
 * @param address the page's, with the token: a secret
 * @param until when it ends to hold, unless it is revoked before
 */
public record PageToken(String address, Instant until) {
  /** Without the secret, so that no log has it. */
  @Override
  public String toString() {
    return "a token for the page, until " + until;
  }
}
