package org.kamaelia.net.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Finds the addresses of hosts, and holds nobody up meanwhile. Any thread. */
@FunctionalInterface
public interface Names {
  /**
   * The addresses of a host; fails with an {@link UnknownHostException} if there are none.
   *
   * @param host a name, or an address as a literal
   */
  CompletableFuture<List<InetAddress>> find(String host);

  /** Asks the system. */
  static CompletableFuture<List<InetAddress>> ofSystem(String host) {
    CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
    try {
      found.complete(List.of(InetAddress.ofLiteral(host)));
      return found;
    } catch (IllegalArgumentException e) {
      // A name. The system's call holds its thread, so it gets one that nobody else needs: a
      // virtual thread would hold one of the few that carry all of them.
      Thread.ofPlatform()
          .daemon()
          .name("net/name[" + host + "]")
          .start(
              () -> {
                try {
                  found.complete(List.of(InetAddress.getAllByName(host)));
                } catch (UnknownHostException | RuntimeException unknown) {
                  found.completeExceptionally(unknown);
                }
              });
      return found;
    }
  }
}
