package org.kamaelia.benchmarks.scenarios;

import static org.kamaelia.benchmarks.scenarios.Scenario.MANY;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A peer that runs in a JVM. Each method does so many operations of its scenario and returns how
 * many the receiving side has seen; a peer leaves out what it has no fair counterpart for.
 */
abstract class JvmPeer implements AutoCloseable {
  /** One producer to one consumer. */
  long hop(int capacity, long count) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** {@code messages} from a producer through {@link Functions} to a consumer. */
  long fused(long messages) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** A token, so many laps in a ring of {@link Scenario#MANY}. */
  long ring(long laps) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** So many messages from one to each of {@link Scenario#MANY}. */
  long fanOut(long messages) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** So many messages from each of {@link Scenario#MANY} to one. */
  long manyToOne(long messages) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** So many that end at once. */
  long life(int lives) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** So many that wait for a message, and then each get it. */
  long idle(int count, Meter meter) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** So many messages, each to a consumer that rests since a millisecond or more. */
  long latency(int count, Meter meter) throws Exception {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}

  /** Does so many operations, a multiple of the scenario's quantum, and says how many it saw. */
  final long run(Scenario scenario, long count, Meter meter) throws Exception {
    return switch (scenario) {
      case HOP_1 -> hop(1, count);
      case HOP_64, HOP_ACROSS -> hop(64, count);
      case FUSED -> fused(count / Scenario.FUNCTIONS) * Scenario.FUNCTIONS;
      case RING -> ring(count / MANY);
      case FAN_OUT -> fanOut(count / MANY);
      case MANY_TO_ONE -> manyToOne(count / MANY);
      case LIFE -> {
        long seen = 0;
        for (long left = count; left > 0; left -= Scenario.LIVES) {
          seen += life((int) Math.min(left, Scenario.LIVES));
        }
        yield seen;
      }
      case IDLE -> idle(Math.toIntExact(count), meter);
      case LATENCY -> latency(Math.toIntExact(count), meter);
    };
  }

  /** Answers each line of standard input, a count of operations, with what a run of them took. */
  final void serve(Scenario scenario) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Meter meter = new Meter(() -> System.out.println("rested"));
      meter.begin();
      try {
        long seen = run(scenario, Long.parseLong(line), meter);
        System.out.println(meter.answer(seen));
      } catch (UnsupportedOperationException e) {
        System.out.println("unsupported");
      } catch (OutOfMemoryError e) {
        throw new IOException("does not fit", e);
      }
    }
  }
}
