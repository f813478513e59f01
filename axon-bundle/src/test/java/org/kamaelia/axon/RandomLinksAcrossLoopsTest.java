package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sources on two loops that are linked anew at random while they send, under random schedules. */
class RandomLinksAcrossLoopsTest {
  private static final int MESSAGES = 12;

  private final List<Component<Object, Integer>> sources = new ArrayList<>();
  private final List<Component<Integer, Object>> sinks = new ArrayList<>();
  private final List<Integer> seen = new ArrayList<>();

  @Test
  void eachMessageArrivesOnceOrIsDiscardedAndCounted() {
    long seed = new Random().nextLong();
    Schedules.random(seed, 400).loops(2).run(RandomLinksAcrossLoopsTest::someLinks);
  }

  private static void someLinks(SteppedAxon axon) {
    new RandomLinksAcrossLoopsTest().run(axon, new Random(axon.seed()));
  }

  private void run(SteppedAxon axon, Random random) {
    for (Loop loop : axon.loops()) {
      Group group = loop.group(loop.toString());
      for (int i = 0; i < 2; i++) {
        sources.add(group.add(source(sources.size() * 1000)));
        var sink = group.add(Parts.sink(seen));
        sink.inbox().limit(1 + random.nextInt(3));
        sinks.add(sink);
        // As long as this is linked to it, the sink does not end before all was sent.
        Component<Object, Integer> keeper = Component.of("keeper", (in, out) -> in.receive());
        group.add(keeper).outbox().linkTo(sink.inbox());
      }
    }
    for (var source : sources) {
      source.outbox().linkTo(any(sinks, random).inbox());
    }
    for (Loop loop : axon.loops()) {
      loop.group(loop + " linker").activate(linker(new Random(random.nextLong())));
      List.copyOf(loop.groups)
          .forEach(
              group ->
                  List.copyOf(group.members())
                      .forEach(
                          member -> {
                            if (member.state() == Component.State.NEW) {
                              loop.execute(() -> group.activate(member));
                            }
                          }));
    }
    axon.runToEnd();
    assertThat(sources).allMatch(source -> source.state() == Component.State.ENDED);
    axon.shutdown(Duration.ofSeconds(1), "all was sent");
    long discarded = sources.stream().mapToLong(source -> source.outbox().discarded()).sum();
    assertThat(seen).doesNotHaveDuplicates().hasSize((int) (sources.size() * MESSAGES - discarded));
    assertThat(axon.topology().components()).isEmpty();
  }

  private static Component<Object, Integer> source(int first) {
    return Component.of(
        "source",
        (in, out) -> {
          for (int i = 0; i < MESSAGES; i++) {
            out.send(first + i);
          }
        });
  }

  /** Links the sources of its loop to sinks anywhere, and now and then a sink to another here. */
  private Component<Object, Object> linker(Random random) {
    return new Component<>() {
      @Override
      protected void run() {
        var mine = sources.stream().filter(source -> source.loop == loop).toList();
        var here = sinks.stream().filter(sink -> sink.loop == loop).toList();
        for (int i = 0; i < 8; i++) {
          Outbox<Integer> source = any(mine, random).outbox();
          Inbox<Integer> sink = any(here, random).inbox();
          if (random.nextInt(4) > 0) {
            cut(source);
            if (random.nextInt(8) > 0) {
              source.linkTo(any(sinks, random).inbox());
            }
          } else if (sink.next == null && random.nextBoolean()) {
            Inbox<Integer> other = any(here, random).inbox();
            if (other != sink && other.next == null) {
              sink.linkTo(other);
            }
          } else {
            cut(sink);
          }
          clock().sleep(Duration.ZERO);
        }
        here.forEach(sink -> cut(sink.inbox()));
      }
    };
  }

  private static void cut(Box<Integer> from) {
    if (from.next != null) {
      new Linkage(from, from.next).unlink();
    }
  }

  private static <T> T any(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
