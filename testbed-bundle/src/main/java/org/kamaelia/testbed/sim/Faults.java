package org.kamaelia.testbed.sim;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What happens to packets beyond what paths do to them. Each fault lasts until it is closed. It is
 * at the end of a packet's way that it is judged, so what is lost has used the paths all the same;
 * what a host sends to itself is left alone. Used where the {@link Simulation} is.
 */
public final class Faults {
  private final Simulation simulation;
  private final List<Fault> faults = new ArrayList<>();
  private final RandomGenerator random;

  /** Judges packets, in the order in which they arrive. */
  @FunctionalInterface
  public interface Rule {
    /** What becomes of a packet. */
    Verdict judge(IpPacket packet);
  }

  /** Something that is wrong for a while. */
  public interface Fault extends AutoCloseable {
    /** Ends it; without effect the second time. */
    @Override
    void close();
  }

  private final class Ruled implements Fault {
    final Rule rule;

    Ruled(Rule rule) {
      this.rule = rule;
    }

    @Override
    public void close() {
      faults.remove(this);
    }
  }

  /** Packets between some hosts are kept until it is closed, and arrive then, in order. */
  private final class Hold implements Fault {
    final Set<Host> from;
    final Set<Host> to;
    private final Deque<SimulatedPacket> kept = new ArrayDeque<>();
    private final Deque<Host> where = new ArrayDeque<>();

    Hold(Collection<Host> from, Collection<Host> to) {
      this.from = new LinkedHashSet<>(from);
      this.to = new LinkedHashSet<>(to);
    }

    boolean keeps(SimulatedPacket packet, Host at) {
      boolean keeps = from.contains(packet.flow.origin) && to.contains(at);
      if (keeps) {
        kept.add(packet);
        where.add(at);
      }
      return keeps;
    }

    @Override
    public void close() {
      if (faults.remove(this)) {
        for (SimulatedPacket packet : kept) {
          Host at = where.remove();
          simulation.schedule(simulation.now(), () -> judge(packet, at));
        }
      }
    }
  }

  Faults(Simulation simulation) {
    this.simulation = simulation;
    random = simulation.random("faults");
  }

  /** Has packets judged by a rule. Of several rules the first counts that does not pass them. */
  public Fault rule(Rule rule) {
    return add(new Ruled(rule));
  }

  /** What some hosts send to others is lost, and not what those send to them. */
  public Fault cut(Collection<Host> from, Collection<Host> to) {
    Set<InetAddress> sources = addresses(from);
    Set<InetAddress> destinations = addresses(to);
    return rule(
        packet ->
            sources.contains(packet.source().getAddress())
                    && destinations.contains(packet.destination().getAddress())
                ? Verdict.DROP
                : Verdict.PASS);
  }

  /** What two groups of hosts send to one another is lost. */
  public Fault partition(Collection<Host> one, Collection<Host> other) {
    Fault there = cut(one, other);
    Fault back = cut(other, one);
    return () -> {
      there.close();
      back.close();
    };
  }

  /** What a host sends and what is sent to it is lost. */
  public Fault isolate(Host host) {
    List<Host> others = new ArrayList<>(simulation.hosts());
    others.remove(host);
    return partition(List.of(host), others);
  }

  /** What some hosts send to others is kept, and arrives when this is closed. */
  public Fault hold(Collection<Host> from, Collection<Host> to) {
    return add(new Hold(from, to));
  }

  private Fault add(Fault fault) {
    faults.add(fault);
    return fault;
  }

  private static Set<InetAddress> addresses(Collection<Host> hosts) {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    for (Host host : hosts) {
      addresses.add(host.ipv4());
      addresses.add(host.ipv6());
    }
    return addresses;
  }

  // Under the lock.

  boolean isNone() {
    return faults.isEmpty();
  }

  /** A packet has come to its host. */
  void judge(SimulatedPacket packet, Host at) {
    for (Fault fault : faults) {
      if (fault instanceof Hold hold && hold.keeps(packet, at)) {
        return;
      }
    }
    switch (verdict(packet)) {
      case Verdict.Pass _ -> at.accept(packet);
      case Verdict.Drop _ -> at.drop(packet);
      case Verdict.Duplicate _ -> {
        at.accept(packet);
        at.accept(packet);
      }
      case Verdict.Corrupt _ -> at.accept((SimulatedPacket) packet.corrupted(random));
      case Verdict.After(var delay) ->
          simulation.schedule(simulation.now() + delay.toNanos(), () -> at.accept(packet));
      case Verdict.Replace(var payload) -> {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        at.accept(packet.carrying(bytes));
      }
    }
  }

  private Verdict verdict(SimulatedPacket packet) {
    for (Fault fault : faults) {
      @Nullable Verdict verdict = fault instanceof Ruled ruled ? ruled.rule.judge(packet) : null;
      if (verdict != null && !(verdict instanceof Verdict.Pass)) {
        return verdict;
      }
    }
    return Verdict.PASS;
  }
}
