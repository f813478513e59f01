package org.kamaelia.ssh;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;

/** Who may come in, and who may try: one of these for a server, on MINA's threads. */
final class Logins implements PublickeyAuthenticator, SessionListener {
  /** Connections at one time that have not logged in yet. */
  static final int TRYING = 10;

  private static final Logger LOG = System.getLogger("org.kamaelia.ssh");

  /** What is to be said of the last key that a session has shown in vain. */
  private static final AttributeKey<String> REFUSED = new AttributeKey<>();

  private final Supplier<SshSettings> settings;
  private final AuthorizedKeys keys = new AuthorizedKeys();
  private final Failures failures;

  /** Those that are open, whether they have logged in or not. */
  private final Set<Session> trying = ConcurrentHashMap.newKeySet();

  private final Set<Session> in = ConcurrentHashMap.newKeySet();

  Logins(Supplier<SshSettings> settings, Failures failures) {
    this.settings = settings;
    this.failures = failures;
  }

  @Override
  public boolean authenticate(String user, PublicKey key, ServerSession session) {
    try {
      Optional<String> comment = keys.find(settings.get().keys(), key);
      if (comment.isPresent()) {
        Who.remember(session, key, comment.get());
        return true;
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "nobody can log in: {0}", e.getMessage());
    }
    session.setAttribute(
        REFUSED,
        "as %s: its key is not in the file, %s"
            .formatted(Who.user(user), KeyUtils.getFingerPrint(key)));
    return false;
  }

  @Override
  public void sessionCreated(Session session) {
    // closed here, and not as MINA's listener for that would: it leaves the socket open
    if (failures.keepsOut(address(session)) || trying.size() >= TRYING) {
      session.close(true);
    } else {
      trying.add(session);
    }
  }

  @Override
  public void sessionEvent(Session session, Event event) {
    if (event != Event.Authenticated || !trying.remove(session)) {
      return;
    }
    in.add(session);
    int most = settings.get().maxConnections();
    if (in.size() > most) {
      refuse(session, "%d sessions are open, which is as many as may be".formatted(most));
    } else {
      LOG.log(Level.INFO, "{0} logged in", Who.of(session));
    }
  }

  @Override
  public void sessionClosed(Session session) {
    if (in.remove(session)) {
      LOG.log(Level.INFO, "{0} is gone", Who.of(session));
    } else if (trying.remove(session)) {
      failed(session);
    }
  }

  private void failed(Session session) {
    String refused = session.getAttribute(REFUSED);
    LOG.log(
        Level.WARNING,
        "no login from {0} {1}",
        Who.from(session),
        refused == null ? "which showed no key" : refused);
    if (failures.count(address(session))) {
      LOG.log(
          Level.WARNING,
          "{0} is kept out for a while: {1} connections from there did not log in",
          address(session).getHostAddress(),
          Failures.MOST);
    }
  }

  private static void refuse(Session session, String reason) {
    try {
      session.disconnect(SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS, reason);
    } catch (IOException e) {
      session.close(true);
    }
  }

  private static InetAddress address(Session session) {
    return ((InetSocketAddress) session.getIoSession().getRemoteAddress()).getAddress();
  }
}
