package org.kamaelia.net.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.TlsInfo;
import org.kamaelia.net.internal.tls.ServerTls;
import org.kamaelia.net.internal.tls.TlsSettingException;
import org.kamaelia.net.internal.tls.TlsSpec;

/**
 * What a listener has of TLS: what was asked for, as far as the files allow. What served goes on
 * serving while the files are wrong. Changed under its own lock, seen by any thread.
 */
final class ListenerTls {
  private static final Logger LOG = System.getLogger("org.kamaelia.net");

  /** How long before the end of a certificate it is warned of. */
  private static final Duration WARNING = Duration.ofDays(14);

  private final String listener;
  private final InstantSource clock;
  private volatile @Nullable ServerTls serving;
  private volatile String problem = "";
  private Instant warned = Instant.MIN;

  ListenerTls(String listener, InstantSource clock) {
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Brings about what is asked for.
   *
   * @return why the listener cannot serve; empty if it can, be it with what it had
   */
  synchronized String bringAbout(Optional<TlsSpec> wanted) {
    ServerTls now = serving;
    if (wanted.isEmpty()) {
      serving = null;
      problem = "";
      return "";
    }
    if (now != null && now.spec().equals(wanted.get())) {
      reload();
      return "";
    }
    try {
      serving = new ServerTls(wanted.get(), clock);
      loaded();
    } catch (TlsSettingException e) {
      wrong(e);
    }
    return serving == null ? problem : "";
  }

  /** Reads the files again. */
  synchronized void reload() {
    ServerTls now = serving;
    if (now != null) {
      try {
        now.reload();
        loaded();
      } catch (TlsSettingException e) {
        wrong(e);
      }
    }
  }

  /** Reads the files again if they have changed, and warns in time. */
  synchronized void look() {
    ServerTls now = serving;
    if (now == null) {
      return;
    }
    if (now.hasChanged()) {
      reload();
    }
    warn(now);
  }

  /** What new connections get; null if they are plain. */
  @Nullable ServerTls serving() {
    return serving;
  }

  Optional<TlsInfo> info() {
    return Optional.ofNullable(serving).map(tls -> new TlsInfo(tls.until(), problem));
  }

  private void loaded() {
    problem = "";
    ServerTls now = serving;
    if (now != null) {
      LOG.log(Level.INFO, "listener {0}: TLS, valid until {1}", listener, now.until());
      warned = Instant.MIN;
      warn(now);
    }
  }

  private void wrong(TlsSettingException e) {
    problem = String.valueOf(e.getMessage());
    LOG.log(
        Level.WARNING,
        "listener {0}: TLS: {1}{2}",
        listener,
        problem,
        serving == null ? "" : "; it goes on with what it had");
  }

  private void warn(ServerTls now) {
    Instant time = clock.instant();
    if (now.until().minus(WARNING).isBefore(time)
        && (warned.equals(Instant.MIN) || warned.plus(Duration.ofDays(1)).isBefore(time))) {
      warned = time;
      LOG.log(Level.WARNING, "listener {0}: a certificate expires at {1}", listener, now.until());
    }
  }
}
