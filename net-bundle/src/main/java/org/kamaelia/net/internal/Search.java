package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.kamaelia.net.ConnectFailedException.Failure;

/** The search for the addresses of several targets, some of which are names. One thread. */
final class Search {
  private final List<Part> parts = new ArrayList<>(1);
  private final List<Failure> failures = new ArrayList<>(1);

  private record Part(SocketAddress target, CompletableFuture<List<SocketAddress>> found) {}

  /**
   * Begins a search.
   *
   * @param news is told when a name was found, or not: any thread
   */
  Search(List<SocketAddress> targets, Names names, Runnable news) {
    for (SocketAddress target : targets) {
      Part part = new Part(target, find(target, names));
      parts.add(part);
      if (!part.found.isDone()) {
        var _ = part.found.whenComplete((_, _) -> news.run());
      }
    }
  }

  private static CompletableFuture<List<SocketAddress>> find(SocketAddress target, Names names) {
    return target instanceof InetSocketAddress inet && inet.isUnresolved()
        ? names.find(inet.getHostString()).thenApply(found -> order(found, inet.getPort()))
        : CompletableFuture.completedFuture(List.of(target));
  }

  /**
   * The order in which a host's addresses are tried: IPv6 and IPv4 in turn, beginning with IPv6,
   * and in each family as they came (RFC 8305, section 4).
   */
  private static List<SocketAddress> order(List<InetAddress> addresses, int port) {
    Deque<InetAddress> six = new ArrayDeque<>();
    Deque<InetAddress> four = new ArrayDeque<>();
    addresses.forEach(each -> (each instanceof Inet6Address ? six : four).add(each));
    List<SocketAddress> ordered = new ArrayList<>();
    while (!six.isEmpty() || !four.isEmpty()) {
      if (!six.isEmpty()) {
        ordered.add(new InetSocketAddress(six.remove(), port));
      }
      if (!four.isEmpty()) {
        ordered.add(new InetSocketAddress(four.remove(), port));
      }
    }
    return ordered;
  }

  /** What was found since the last time. */
  List<SocketAddress> take() {
    List<SocketAddress> found = new ArrayList<>(2);
    for (Part part : List.copyOf(parts)) {
      if (part.found.isDone()) {
        parts.remove(part);
        if (part.found.isCompletedExceptionally()) {
          failed(part, notFound(part));
        } else {
          found.addAll(part.found.join());
        }
      }
    }
    return found;
  }

  /** Whether nothing more will be found. */
  boolean isOver() {
    return parts.isEmpty();
  }

  /** Gives up: what is not found yet has failed. */
  void giveUp() {
    parts.forEach(
        part -> failed(part, new SocketTimeoutException("the host was not found in time")));
    parts.clear();
  }

  /** What was not found. */
  List<Failure> failures() {
    return failures;
  }

  private void failed(Part part, IOException cause) {
    failures.add(new Failure(Addresses.text(part.target), cause));
  }

  private static IOException notFound(Part part) {
    Throwable failure = part.found.exceptionNow();
    Throwable reason =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    // The system's message begins with the name, which ours has already.
    String host = ((InetSocketAddress) part.target).getHostString();
    String said = Objects.requireNonNullElse(reason.getMessage(), reason.toString());
    String why = said.startsWith(host + ": ") ? said.substring(host.length() + 2) : said;
    IOException unknown =
        new UnknownHostException(
            "the host is not known" + (why.equals(host) ? "" : " (" + why + ")"));
    unknown.initCause(reason);
    return unknown;
  }
}
