package org.kamaelia.net.internal.faults;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.transport.Stream;

/**
 * The faults of a listener, from when they are asked for until something else is. Any thread.
 *
 * <p>What becomes of a connection is decided by the seed, and by how many came before it.
 */
public final class Faults {
  /** A seed that is drawn is one that is easily typed. */
  private static final int SEEDS = 1_000_000;

  private final String listener;
  private final FaultSpec spec;
  private final long seed;
  private final AtomicLong numbers = new AtomicLong();
  private final Set<Faulty> open = ConcurrentHashMap.newKeySet();
  private volatile boolean over;

  private Faults(String listener, FaultSpec spec) {
    this.listener = listener;
    this.spec = spec;
    seed = spec.seed().orElseGet(() -> ThreadLocalRandom.current().nextInt(SEEDS));
  }

  /** What a listener asks for; null if nothing is to go wrong. */
  public static @Nullable Faults of(ListenerSpec listener) {
    String text = listener.get(ListenerSettings.FAULTS);
    return text.equals(FaultSpec.OFF) ? null : new Faults(listener.name(), FaultSpec.of(text));
  }

  /** The next connection, with faults. */
  public Stream over(Stream wire) {
    long number = numbers.incrementAndGet();
    return new FaultyStream(wire, this, random(number), group(number));
  }

  /** They end: what is open has none from now on. What is under way arrives. */
  public void end() {
    over = true;
    open.forEach(Faulty::calm);
  }

  /** What was asked for, with the seed. */
  @Override
  public String toString() {
    String words = String.join(" ", spec.words());
    return spec.seed().isPresent() ? words : words + " seed=" + seed;
  }

  FaultSpec spec() {
    return spec;
  }

  /** The number of the next socket. */
  long nextNumber() {
    return numbers.incrementAndGet();
  }

  /** Decides for the connection or socket of that number. */
  SplittableRandom random(long number) {
    return new SplittableRandom(new SplittableRandom(seed).nextLong() + number);
  }

  /** Takes note of something that has them, on its loop. */
  void opened(Faulty faulty) {
    open.add(faulty);
    if (over) {
      faulty.calm();
    }
  }

  /** It is no more, or has others. */
  void gone(Faulty faulty) {
    open.remove(faulty);
  }

  /** The name of its timer's group. */
  private String group(long number) {
    return "net/listener[%s]/faults[%d]".formatted(listener, number);
  }
}
