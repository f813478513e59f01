package org.kamaelia.ssh;

import java.net.InetSocketAddress;
import java.security.PublicKey;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * An operator who has logged in.
 *
 * @param comment the comment behind the key in the keys' file
 * @param key the key's fingerprint
 */
record Who(String comment, String key) {
  private static final AttributeKey<Who> IN_SESSION = new AttributeKey<>();

  /** The longest name of a user that is shown in full. */
  private static final int NAME = 32;

  /** Takes note of the key with which a session is going to log in. */
  static void remember(Session session, PublicKey key, String comment) {
    session.setAttribute(IN_SESSION, new Who(comment, KeyUtils.getFingerPrint(key)));
  }

  /** As the audit log names it: whose key, and from where. */
  static String of(Session session) {
    Who who = session.getAttribute(IN_SESSION);
    if (who == null) {
      throw new IllegalStateException("nobody has logged in");
    }
    return "%s (%s, ssh user %s, from %s)"
        .formatted(
            who.comment.isEmpty() ? "a key without comment" : who.comment,
            who.key,
            user(session.getUsername()),
            from(session));
  }

  /** Where a session comes from, {@code host:port}. */
  static String from(Session session) {
    InetSocketAddress peer = (InetSocketAddress) session.getRemoteAddress();
    String host = peer.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + peer.getPort();
  }

  /** What a client calls itself is its own invention: only as much of it as cannot mislead. */
  static String user(@Nullable String name) {
    String plain = String.valueOf(name).replaceAll("[^A-Za-z0-9._@-]", "?");
    return plain.length() <= NAME ? plain : plain.substring(0, NAME) + "...";
  }
}
