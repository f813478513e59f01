package org.kamaelia.page;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Backplane;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Splitter;
import org.kamaelia.console.Diagnostics;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.http.HttpResource;
import org.kamaelia.http.Request;
import org.kamaelia.net.Server;
import org.kamaelia.websocket.WebSocketFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * What the page is told while it is open. One {@link Source} looks at the server while there is a
 * page, and a {@link Splitter} gives what it finds to each.
 */
@Component(service = WebSocketFactory.class, immediate = true)
@HttpResource(path = "/kamaelia/live", listener = PageHandler.LISTENER)
public final class Live implements WebSocketFactory, Viewer.Host {
  private final Axon axon;
  private final Sight sight;
  private final Audience audience = new Audience();

  /** What runs while there is a page. */
  private @Nullable Show show;

  private boolean closed;

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  volatile @Nullable Deployer deployer;

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  volatile @Nullable Diagnostics diagnostics;

  private record Show(Group group, Splitter<Update> splitter) {}

  /** Made by the service component runtime. */
  @Activate
  @SuppressWarnings("this-escape") // they are asked for later
  public Live(@Reference Server server) {
    axon = server.axon();
    sight =
        new Sight(
            server,
            () -> Optional.ofNullable(deployer),
            () -> Optional.ofNullable(diagnostics),
            LogTail.start());
  }

  /** Ends it for all. */
  @Deactivate
  void close() {
    Show last;
    synchronized (this) {
      closed = true;
      last = show;
      show = null;
    }
    sight.log().close();
    if (last != null) {
      last.group.stop("the page goes");
    }
  }

  @Override
  public Viewer create(Request handshake) {
    Guests.check(handshake);
    return new Viewer(this);
  }

  // For viewers, on their loops.

  @Override
  public synchronized void follow(Viewer viewer, Inbox<Update> updates) {
    audience.enter(viewer);
    if (closed) {
      return;
    }
    Show now = show == null ? begin() : show;
    show = now;
    // Not waited for: two loops must not wait for each other.
    now.group
        .loop()
        .execute(
            () -> {
              now.splitter.subscribe(updates, Backplane.WhenFull.DISCONNECT);
              audience.wantWhole();
            });
  }

  @Override
  public void wish(Viewer viewer, Wish wish) {
    audience.wish(viewer, wish);
  }

  @Override
  public void leave(Viewer viewer) {
    audience.leave(viewer);
  }

  private Show begin() {
    Group group = axon.group("page");
    Splitter<Update> splitter = new Splitter<>("updates");
    Show begun = new Show(group, splitter);
    Source source = new Source(sight, audience, () -> isOver(begun));
    source.outbox().linkTo(splitter.inbox());
    group.loop().execute(() -> group.activate(source, splitter));
    group.ended().whenComplete((nothing, failure) -> forget(begun));
    return begun;
  }

  /** Whether nobody looks any more; if so, the next one begins another. */
  private synchronized boolean isOver(Show it) {
    if (audience.isEmpty() || closed) {
      forget(it);
    }
    return show != it;
  }

  private synchronized void forget(Show it) {
    if (show == it) {
      show = null;
    }
  }
}
