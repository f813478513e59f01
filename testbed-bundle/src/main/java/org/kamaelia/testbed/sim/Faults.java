package org.kamaelia.testbed.sim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kamaelia.link.LinkSpec;

/**
 * What happens to packets and hosts beyond what paths do. Each fault lasts until it is closed. It
 * is at the end of a packet's way that it is judged, so what is lost has used the paths all the
 * same; what a host sends to itself is left alone, and so is what it passes on for others. First
 * come the faults that keep packets, then the rules and cuts in the order in which they began: the
 * first counts that does not pass the packet. Used where the {@link Simulation} is.
 */
public final class Faults {
  private final Simulation simulation;
  private final RandomGenerator random;

  /** Never changed but replaced, so that a rule may end faults. */
  private List<Fault> faults = List.of();

  /** What paths were like before they were altered. */
  private final Map<Path, LinkSpec> healthy = new HashMap<>();

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

  /** Which packets are meant. */
  private interface Between {
    boolean covers(@Nullable Host from, Host to);

    static Between groups(Collection<Host> from, Collection<Host> to) {
      Set<Host> sources = Set.copyOf(from);
      Set<Host> destinations = Set.copyOf(to);
      return (source, destination) ->
          source != null && sources.contains(source) && destinations.contains(destination);
    }

    /** All from and to one; also hosts that are made later. */
    static Between around(Host host) {
      return (from, to) -> from == host || to == host;
    }
  }

  /** One of those here. */
  private abstract class Present implements Fault {
    private final String what;

    Present(String what) {
      this.what = what;
    }

    @Override
    public final void close() {
      if (faults.contains(this)) {
        faults = faults.stream().filter(each -> each != this).toList();
        simulation.note("over: " + what);
        ended();
      }
    }

    void ended() {}
  }

  private final class Ruled extends Present {
    final Rule rule;

    Ruled(Rule rule) {
      super("a rule");
      this.rule = rule;
    }
  }

  private final class Cut extends Present {
    final Between between;

    Cut(String what, Between between) {
      super(what);
      this.between = between;
    }
  }

  /** Packets are kept until it is closed, and arrive then, in order. */
  private final class Hold extends Present {
    final Between between;
    private final Deque<SimulatedPacket> kept = new ArrayDeque<>();
    private final Deque<Host> where = new ArrayDeque<>();

    Hold(String what, Between between) {
      super(what);
      this.between = between;
    }

    void keep(SimulatedPacket packet, Host at) {
      kept.add(packet);
      where.add(at);
    }

    @Override
    void ended() {
      for (SimulatedPacket packet : kept) {
        Host at = where.remove();
        simulation.schedule(simulation.now(), () -> judge(packet, at));
      }
    }
  }

  private final class Crash extends Present {
    final Host host;

    Crash(Host host) {
      super("crash of " + host);
      this.host = host;
    }

    @Override
    void ended() {
      if (faults.stream().noneMatch(each -> each instanceof Crash crash && crash.host == host)) {
        host.restart();
      }
    }
  }

  private final class Altered extends Present {
    final Path path;
    final LinkSpec spec;

    Altered(Path path, LinkSpec spec) {
      super("other settings of " + path);
      this.path = path;
      this.spec = spec;
    }

    @Override
    void ended() {
      LinkSpec latest = null;
      for (Fault each : faults) {
        if (each instanceof Altered other && other.path == path) {
          latest = other.spec;
        }
      }
      path.spec(latest != null ? latest : Objects.requireNonNull(healthy.remove(path)));
    }
  }

  Faults(Simulation simulation) {
    this.simulation = simulation;
    random = simulation.random("faults");
  }

  /** Has packets judged by a rule. */
  public Fault rule(Rule rule) {
    return add(new Ruled(rule));
  }

  /** What some hosts send to others is lost, and not what those send to them. */
  public Fault cut(Collection<Host> from, Collection<Host> to) {
    return add(new Cut("cut %s > %s".formatted(from, to), Between.groups(from, to)));
  }

  /** What two groups of hosts send to one another is lost. */
  public Fault partition(Collection<Host> one, Collection<Host> other) {
    Between there = Between.groups(one, other);
    Between back = Between.groups(other, one);
    return add(
        new Cut(
            "partition %s | %s".formatted(one, other),
            (from, to) -> there.covers(from, to) || back.covers(from, to)));
  }

  /** As {@link #partition}, between two halves of all hosts; which, the seed says. */
  public Fault halves() {
    List<Host> shuffled = new ArrayList<>(simulation.hosts());
    Collections.shuffle(shuffled, Random.from(random));
    int middle = shuffled.size() / 2;
    return partition(shuffled.subList(0, middle), shuffled.subList(middle, shuffled.size()));
  }

  /** What a host sends and what is sent to it is lost. */
  public Fault isolate(Host host) {
    return add(new Cut("isolate " + host, Between.around(host)));
  }

  /** What some hosts send to others is kept, and arrives when this is closed. */
  public Fault hold(Collection<Host> from, Collection<Host> to) {
    return add(new Hold("hold %s > %s".formatted(from, to), Between.groups(from, to)));
  }

  /** What a host sends and what is sent to it is kept, and arrives when this is closed. */
  public Fault clog(Host host) {
    return add(new Hold("clog " + host, Between.around(host)));
  }

  /** A host crashes, see {@link Host#crash}, and is there again when this is closed. */
  public Fault crash(Host host) {
    host.crash();
    return add(new Crash(host));
  }

  /** A path is another one until this is closed. Of several such faults the latest counts. */
  public Fault alter(Path path, LinkSpec spec) {
    healthy.putIfAbsent(path, path.spec());
    path.spec(spec);
    return add(new Altered(path, spec));
  }

  private Fault add(Present fault) {
    simulation.note(fault.what);
    List<Fault> more = new ArrayList<>(faults);
    more.add(fault);
    faults = List.copyOf(more);
    return fault;
  }

  // Under the lock.

  boolean isNone() {
    return faults.isEmpty();
  }

  /** A packet has come to its host. */
  void judge(SimulatedPacket packet, Host at) {
    for (Fault fault : faults) {
      if (fault instanceof Hold hold && hold.between.covers(packet.flow.origin, at)) {
        hold.keep(packet, at);
        return;
      }
    }
    switch (verdict(packet, at)) {
      case Verdict.Pass _ -> at.accept(packet);
      case Verdict.Drop _ -> at.drop(packet);
      case Verdict.Duplicate _ -> {
        at.accept(packet);
        at.accept(packet);
      }
      case Verdict.Corrupt _ -> at.accept((SimulatedPacket) packet.corrupted(random));
      case Verdict.After(Duration delay) ->
          simulation.schedule(simulation.now() + delay.toNanos(), () -> at.accept(packet));
      case Verdict.Replace(var payload) -> {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        at.accept(packet.carrying(bytes));
      }
    }
  }

  private Verdict verdict(SimulatedPacket packet, Host at) {
    for (Fault fault : faults) {
      Verdict verdict =
          switch (fault) {
            case Ruled ruled -> ruled.rule.judge(packet);
            case Cut cut when cut.between.covers(packet.flow.origin, at) -> Verdict.DROP;
            default -> Verdict.PASS;
          };
      if (!(verdict instanceof Verdict.Pass)) {
        return verdict;
      }
    }
    return Verdict.PASS;
  }
}
