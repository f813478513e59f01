package org.kamaelia.testbed.sim;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Timekeeper;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.link.Timeline;

/**
 * A network of hosts in virtual time. Nothing happens but in {@link #advance}, {@link #runUntil}
 * and {@link #runToEnd}, on the thread that calls them; time in which nothing happens costs
 * nothing. One seed decides everything: each host and each path draws from its own numbers, made of
 * the seed and of its name, so that one more of them does not change what the others draw.
 *
 * <p>Threading: used by the thread that made it.
 */
public final class Simulation implements Timeline {
  /** Held while what hosts share is used: loops on threads of their own may use a host too. */
  final Object lock = new Object();

  private final long seed;
  private final EventQueue queue = new EventQueue();
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final Map<InetAddress, Host> addresses = new HashMap<>();
  private final Map<String, List<Host>> named = new HashMap<>();
  private final List<Host> ready = new ArrayList<>();
  private final SplittableRandom order;
  private final Faults faults;
  private final Sites sites = new Sites(this);
  private BiPredicate<? super Component<?, ?>, ? super Throwable> failures = (who, cause) -> false;
  private final Trace trace = new Trace();
  private final Decisions decisions = new Decisions();
  private final Groups groups = new Groups();
  private final Timekeeper timekeeper = new Keeper();
  private final Thread owner = Thread.currentThread();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(16 << 10);
  private long now;
  private long numbers;
  private boolean driving;

  /** Whose components have their turns; what they hand to their own loop is seen to. */
  private @Nullable Host stepping;

  /** What is to be done now that is not of this package: by the owner, without the lock. */
  private @Nullable Runnable chore;

  /** Counts what changes where packets go. */
  private int topology;

  /** A host may have been given work by somebody who is not known. */
  private volatile boolean sweeps;

  /** The time of the machine, if this runs in that. */
  private volatile @Nullable RealTime real;

  /** The time of links, which give no work to hosts but by packets. */
  private final Timeline wires =
      new Timeline() {
        @Override
        public long now() {
          return now;
        }

        @Override
        public void at(long nanos, Runnable what) {
          schedule(nanos, what);
        }
      };

  private final class Keeper implements Timekeeper {
    @Override
    public long now() {
      return now;
    }

    @Override
    public void advance(Duration duration) {
      if (!driving) {
        Simulation.this.advance(duration);
      }
    }

    @Override
    public boolean sometimes(String site) {
      return sites.fires(site);
    }

    @Override
    public boolean failed(Component<?, ?> component, Throwable cause) {
      note(component + " fails: " + cause);
      return failures.test(component, cause);
    }
  }

  /** Makes a network without hosts. */
  public Simulation(long seed) {
    this.seed = seed;
    order = new SplittableRandom(seed);
    faults = new Faults(this);
  }

  /** What goes wrong beyond what paths do. */
  public Faults faults() {
    return faults;
  }

  /** Whether it is one of the hosts that has its turn, and not the owner. */
  boolean isStepping() {
    return stepping != null;
  }

  /** The seed of this run. */
  public long seed() {
    return seed;
  }

  /** What has happened so far, as a number. */
  public Trace trace() {
    return trace;
  }

  /** What components may do that they seldom do. */
  public Sites sites() {
    return sites;
  }

  /**
   * Has somebody told of components that fail.
   *
   * @param told says whether it sees to that; if not, it is logged
   */
  public void onFailure(BiPredicate<? super Component<?, ?>, ? super Throwable> told) {
    failures = told;
  }

  /** For who looks for reasons. */
  void note(String what) {
    decisions.note(now, what);
  }

  /** What was decided so far. */
  public Decisions decisions() {
    return decisions;
  }

  // Hosts and paths.

  /** The host of a name, made when it is asked for first. */
  public Host host(String name) {
    synchronized (lock) {
      return hosts.computeIfAbsent(
          name,
          it -> {
            Host host = new Host(this, it, hosts.size());
            addresses.put(host.ipv4(), host);
            addresses.put(host.ipv6(), host);
            topology++;
            return host;
          });
    }
  }

  /** The hosts, in the order in which they were made. */
  public List<Host> hosts() {
    synchronized (lock) {
      return List.copyOf(hosts.values());
    }
  }

  /**
   * Gives several hosts a name together, for faults.
   *
   * @throws IllegalArgumentException if that is the name of a host
   */
  public void group(String name, Collection<Host> members) {
    synchronized (lock) {
      if (hosts.containsKey(name)) {
        throw new IllegalArgumentException(name + " is a host");
      }
      named.put(name, List.copyOf(members));
    }
  }

  /**
   * Those of a name: the members of a group, or a host.
   *
   * @throws IllegalArgumentException if nobody has that name
   */
  public List<Host> hosts(String name) {
    synchronized (lock) {
      Host host = hosts.get(name);
      List<Host> members = host != null ? List.of(host) : named.get(name);
      if (members == null) {
        throw new IllegalArgumentException("no host or group is named " + name);
      }
      return members;
    }
  }

  /**
   * The IPv4 address of a host.
   *
   * @throws UnknownHostException if there is no such host
   */
  public InetAddress address(String name) throws UnknownHostException {
    return find(name).ipv4();
  }

  /**
   * The IPv4 address of a host, with a port.
   *
   * @throws UnknownHostException if there is no such host
   */
  public InetSocketAddress address(String name, int port) throws UnknownHostException {
    return new InetSocketAddress(address(name), port);
  }

  /** The host of a name. */
  Host find(String name) throws UnknownHostException {
    synchronized (lock) {
      Host host = hosts.get(name);
      if (host == null) {
        throw new UnknownHostException(name);
      }
      return host;
    }
  }

  /** Whose an address is. Under the lock. */
  @Nullable Host owner(InetAddress address) {
    return addresses.get(address);
  }

  /** Joins two hosts by a path each way, on which packets take so long and never get lost. */
  public void connect(Host a, Host b, Duration delay) {
    connect(a, b, LinkSpec.ideal().withDelay(delay));
  }

  /** Joins two hosts by a path each way. */
  public void connect(Host a, Host b, LinkSpec each) {
    connect(a, b, each, each);
  }

  /**
   * Joins two hosts by a path each way.
   *
   * @param there from the first to the second
   * @param back from the second to the first
   * @throws IllegalArgumentException if they are joined already, or are one
   */
  public void connect(Host a, Host b, LinkSpec there, LinkSpec back) {
    synchronized (lock) {
      if (a == b || a.routes.to(b) != null) {
        throw new IllegalArgumentException("%s and %s are joined already".formatted(a, b));
      }
      a.routes.add(path(a, b, there));
      b.routes.add(path(b, a, back));
      topology++;
    }
  }

  Path path(Host from, Host to, LinkSpec spec) {
    return new Path(this, wires, from, to, spec);
  }

  /**
   * The path from one host to a neighbour of it.
   *
   * @throws IllegalArgumentException if they are not joined
   */
  public Path path(Host from, Host to) {
    synchronized (lock) {
      Path path = from.routes.to(to);
      if (path == null) {
        throw new IllegalArgumentException("%s and %s are not joined".formatted(from, to));
      }
      return path;
    }
  }

  /** The paths from and to a host. */
  public List<Path> paths(Host host) {
    synchronized (lock) {
      List<Path> paths = new ArrayList<>();
      for (Path path : host.routes.paths()) {
        paths.add(path);
        paths.add(path(path.to(), host));
      }
      return paths;
    }
  }

  /** Changes when packets may have to go another way. */
  int topology() {
    return topology;
  }

  /** How many hosts there are. Under the lock. */
  int size() {
    return hosts.size();
  }

  /** Who is in which multicast group. */
  Groups groups() {
    return groups;
  }

  /** The next number for a datagram. Under the lock. */
  long newNumber() {
    return numbers++;
  }

  /** A buffer for one turn of whatever loop. */
  ByteBuffer scratch() {
    return scratch;
  }

  /** Random numbers for what has a name. */
  RandomGenerator random(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return new SplittableRandom(seed ^ hash);
  }

  Timekeeper timekeeper() {
    return timekeeper;
  }

  // Time.

  @Override
  public long now() {
    return now;
  }

  /** For what is of this package. Under the lock. */
  void schedule(long nanos, Runnable what) {
    queue.add(Math.max(now, nanos), what);
  }

  /** As {@link Timeline} says. Afterwards all hosts are looked at. */
  @Override
  public void at(long nanos, Runnable what) {
    synchronized (lock) {
      schedule(
          nanos,
          () -> {
            if (driving) {
              chore = what;
            } else {
              what.run();
            }
            sweeps = true; // which also ends the round, so that there is one at a time
          });
    }
  }

  /** Does something after a while. */
  public void after(Duration delay, Runnable what) {
    at(now + delay.toNanos(), what);
  }

  /** Lets so much time pass. */
  public void advance(Duration duration) {
    drive(now + duration.toNanos(), () -> false);
  }

  /**
   * Lets time pass until something holds, which is looked at whenever a host has done something.
   *
   * @param most how long at most
   * @return whether it holds
   */
  public boolean runUntil(BooleanSupplier condition, Duration most) {
    return drive(now + most.toNanos(), condition);
  }

  /** Goes on until nothing will ever happen any more. */
  public void runToEnd() {
    drive(Long.MAX_VALUE, () -> false);
  }

  private boolean drive(long end, BooleanSupplier condition) {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException("the simulation is " + owner + "'s");
    }
    if (driving) {
      throw new IllegalStateException("it is running");
    }
    driving = true;
    try {
      sweeps = true;
      while (true) {
        stepHosts();
        if (condition.getAsBoolean()) {
          return true;
        }
        if (!runEvents(end)) {
          if (end != Long.MAX_VALUE) {
            now = end;
          }
          return condition.getAsBoolean();
        }
        Runnable due = chore;
        if (due != null) {
          chore = null;
          due.run();
        }
      }
    } finally {
      driving = false;
    }
  }

  /** Runs what is next until a host has something to do; false if nothing is next until then. */
  private boolean runEvents(long end) {
    synchronized (lock) {
      do {
        long next = queue.next();
        if (next > end || next == Long.MAX_VALUE) {
          return false;
        }
        now = next;
        queue.take().run();
      } while (ready.isEmpty() && !sweeps);
      return true;
    }
  }

  private void stepHosts() {
    while (sweeps || !ready.isEmpty()) {
      if (sweeps) {
        sweeps = false;
        for (Host host : hosts.values()) {
          host.enlist();
        }
      }
      if (!ready.isEmpty()) {
        // Who is first among those that could be, the seed says.
        int last = ready.size() - 1;
        if (last > 0) {
          Collections.swap(ready, last, order.nextInt(last + 1));
        }
        Host host = ready.remove(last);
        if (last > 0) {
          decisions.turn(now, host, last + 1);
        }
        stepping = host;
        try {
          host.step();
        } finally {
          stepping = null;
        }
      }
    }
  }

  /** A host has something to do. */
  void enlist(Host host) {
    ready.add(host);
  }

  /** A host's loop was given work. Any thread. */
  void wakeUp(Host host) {
    if (Thread.currentThread() == owner) {
      host.enlist();
    } else if (host != stepping) {
      sweeps = true;
    }
  }

  // In the time of the machine.

  /** From now on time is the machine's, and a thread does what is due; until that is closed. */
  RealTime startRealTime() {
    RealTime started = new RealTime(this, now);
    real = started;
    started.start();
    return started;
  }

  /** Something begins that uses the network. Under the lock. */
  void enter() {
    RealTime clock = real;
    if (clock != null) {
      now = Math.max(now, clock.nanos());
      runDue();
    }
  }

  /** It is over. Under the lock. */
  void leave() {
    if (real != null) {
      runDue();
      lock.notifyAll();
    }
  }

  private void runDue() {
    while (queue.next() <= now) {
      queue.take().run();
    }
  }

  /** How long it is until the next event. Under the lock. */
  long untilEvent() {
    return Math.max(0, queue.next() - now);
  }
}
