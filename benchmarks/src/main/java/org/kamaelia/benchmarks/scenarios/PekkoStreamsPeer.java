package org.kamaelia.benchmarks.scenarios;

import static org.kamaelia.benchmarks.scenarios.Functions.MESSAGE;
import static org.kamaelia.benchmarks.scenarios.Scenario.MANY;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.BroadcastHub;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.MergeHub;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Pekko Streams, with an asynchronous boundary (two actors and a buffer of the capacity) where
 * others have two components, and none between fused functions. No ring: a stream has no cycle with
 * one element in a thousand stages that anybody would write.
 */
final class PekkoStreamsPeer extends JvmPeer {
  private final ActorSystem system;
  private final Materializer materializer;

  PekkoStreamsPeer(int threads) {
    system = PekkoPeer.system(threads);
    materializer = SystemMaterializer.get(system).materializer();
  }

  @Override
  long hop(int capacity, long count) {
    long[] seen = new long[1];
    await(
        source(count)
            .async()
            .toMat(counting(seen), Keep.right())
            .withAttributes(Attributes.inputBuffer(capacity, capacity))
            .run(materializer));
    return seen[0];
  }

  @Override
  long fused(long messages) {
    long[] seen = new long[1];
    Source<Object, NotUsed> row = source(messages);
    for (var function : Functions.all()) {
      row = row.map(function::apply);
    }
    await(row.runWith(counting(seen), materializer));
    return seen[0];
  }

  @Override
  long fanOut(long messages) {
    // the hub begins when all thousand are there
    Source<Object, NotUsed> hub =
        source(messages).runWith(BroadcastHub.of(Object.class, MANY, 64), materializer);
    long[][] seen = new long[MANY][1];
    List<CompletionStage<Done>> ends = new ArrayList<>();
    for (long[] one : seen) {
      ends.add(hub.runWith(counting(one), materializer));
    }
    ends.forEach(PekkoStreamsPeer::await);
    long sum = 0;
    for (long[] one : seen) {
      sum += one[0];
    }
    return sum;
  }

  @Override
  long manyToOne(long messages) {
    long[] seen = new long[1];
    Pair<Sink<Object, NotUsed>, CompletionStage<Done>> hub =
        MergeHub.of(Object.class, 64)
            .take(messages * MANY)
            .toMat(counting(seen), Keep.both())
            .run(materializer);
    for (int i = 0; i < MANY; i++) {
      source(messages).runWith(hub.first(), materializer);
    }
    await(hub.second());
    return seen[0];
  }

  /** A life is a stream of one element. */
  @Override
  long life(int lives) {
    long[] seen = new long[1];
    List<CompletionStage<Done>> ends = new ArrayList<>(lives);
    for (int i = 0; i < lives; i++) {
      ends.add(Source.single(MESSAGE).runWith(counting(seen), materializer));
    }
    ends.forEach(PekkoStreamsPeer::await);
    return seen[0];
  }

  /** An idle one is a stream whose source is a queue with room for one. */
  @Override
  long idle(int count, Meter meter) throws InterruptedException {
    var woken = new AtomicLong();
    List<BoundedSourceQueue<Object>> queues = new ArrayList<>(count);
    List<CompletionStage<Done>> ends = new ArrayList<>(count);
    meter.empty();
    for (int i = 0; i < count; i++) {
      Pair<BoundedSourceQueue<Object>, CompletionStage<Done>> one =
          Source.<Object>queue(1)
              .take(1)
              .toMat(Sink.foreach(message -> woken.incrementAndGet()), Keep.both())
              .run(materializer);
      queues.add(one.first());
      ends.add(one.second());
    }
    meter.allRest(count);
    queues.forEach(queue -> queue.offer(MESSAGE));
    ends.forEach(PekkoStreamsPeer::await);
    return woken.get();
  }

  @Override
  long latency(int count, Meter meter) {
    long[] seen = new long[1];
    await(
        Source.tick(Duration.ofMillis(1), Duration.ofMillis(1), MESSAGE)
            .take(count)
            .map(tick -> Sent.now())
            .async()
            .runForeach(
                sent -> {
                  sent.arrived(meter);
                  seen[0]++;
                },
                materializer));
    return seen[0];
  }

  @Override
  public void close() {
    system.terminate();
  }

  private static Source<Object, NotUsed> source(long count) {
    return Source.repeat(MESSAGE).take(count);
  }

  private static Sink<Object, CompletionStage<Done>> counting(long[] seen) {
    return Sink.foreach(message -> seen[0]++);
  }

  private static void await(CompletionStage<Done> end) {
    end.toCompletableFuture().join();
  }
}
