package org.kamaelia.benchmarks.scenarios;

import java.util.List;

/** What is measured. Every peer does the same work, in its own way. */
enum Scenario {
  HOP_1("hop-1", "one producer to one consumer, one thread, capacity 1; per message", 1, 64),
  HOP_64("hop-64", "one producer to one consumer, one thread, capacity 64; per message", 1, 64),
  HOP_ACROSS("hop-across", "the same on two threads, capacity 64; per message", 2, 64),
  FUSED("fused", "a hop at capacity 64 through ten functions; per function", 1, 640),
  RING("ring", "a token round a ring of 1,000, one thread; per hop", 1, 1_000),
  FAN_OUT("fan-out", "one to 1,000, one thread, capacity 64 each; per delivery", 1, 64_000),
  MANY_TO_ONE("many-to-one", "1,000 producers to one, one thread; per message", 1, 64_000),
  LIFE("life", "created, run to its end, 10,000 at a time, one thread; per life", 1, 10_000),
  IDLE("idle", "a million at rest, then each woken, one thread", 1, 1) {
    @Override
    long fixed(boolean quick) {
      return quick ? 100_000 : 1_000_000;
    }

    @Override
    List<Figure> figures() {
      return List.of(
          new Figure("bytes", "bytes each"),
          new Figure("ns", "ns to wake each"),
          new Figure("cpu", "CPU ns to wake each"));
    }
  },
  LATENCY("latency", "one message to a consumer at rest, two threads", 2, 1) {
    @Override
    long fixed(boolean quick) {
      return quick ? 300 : 3_000;
    }

    @Override
    List<Figure> figures() {
      return List.of(
          new Figure("p50", "p50 us"),
          new Figure("p99", "p99 us"),
          new Figure("cpu", "CPU ns per message"));
    }
  };

  /** How many components {@link #RING}, {@link #FAN_OUT} and {@link #MANY_TO_ONE} have. */
  static final int MANY = 1_000;

  /** How many functions {@link #FUSED} has. */
  static final int FUNCTIONS = 10;

  /** How many lives {@link #LIFE} starts before it waits for their end. */
  static final int LIVES = 10_000;

  final String id;
  final String title;

  /** How many threads the peer's scheduler may use. */
  final int threads;

  /** The count of operations is a multiple of this. */
  final long quantum;

  Scenario(String id, String title, int threads, long quantum) {
    this.id = id;
    this.title = title;
    this.threads = threads;
    this.quantum = quantum;
  }

  /** A column of the report: the key in a sample, and its heading. */
  record Figure(String key, String heading) {}

  /** What is reported; the first is what counts. */
  List<Figure> figures() {
    return List.of(
        new Figure("ns", "ns"), new Figure("cpu", "CPU ns"), new Figure("alloc", "bytes"));
  }

  /** The figure that says what it costs while others use the machine as well. */
  final Figure cpu() {
    return figures().stream().filter(one -> one.key().equals("cpu")).findFirst().orElseThrow();
  }

  /** The count of operations, where it is not as many as fit into the time; else 0. */
  long fixed(boolean quick) {
    return 0;
  }
}
