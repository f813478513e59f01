package org.kamaelia.axon;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TraceTest {
  private final SteppedAxon axon = new SteppedAxon(7);
  private final Group group = axon.group("g");
  private final List<String> told = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();

  @Test
  void everyDeliveryIsToldWithItsTimeBoxesAndMessage() {
    List<Delivery> deliveries = new ArrayList<>();
    axon.advance(Duration.ofSeconds(3));
    axon.trace(it -> true, deliveries::add);
    var a = Parts.source("x");
    var b = Parts.sink(seen);
    a.outbox().linkTo(b.inbox());
    group.activate(b);
    group.activate(a);
    axon.runUntilIdle();
    assertThat(deliveries)
        .containsExactly(
            new Delivery(
                Instant.parse("2004-12-13T00:00:03Z"),
                new Topology.BoxId(a.id, "g/source", "outbox"),
                new Topology.BoxId(b.id, "g/sink", "inbox"),
                "x"));
    assertThat(deliveries.getFirst())
        .hasToString("2004-12-13T00:00:03Z g/source.outbox -> g/sink.inbox: x");
  }

  @Test
  void aTraceBeginsAndEndsWhileMessagesFlow() {
    var relay = Parts.<String>relay("relay");
    var row = Pipeline.of(relay, Parts.sink(seen));
    group.activate(row);
    axon.runUntilIdle();
    relay.inbox().put("before");
    axon.runUntilIdle();
    Trace trace = trace("");
    relay.inbox().put("while");
    axon.runUntilIdle();
    trace.close();
    trace.close();
    relay.inbox().put("after");
    axon.runUntilIdle();
    assertThat(told).containsExactly("g/relay.outbox -> g/sink.inbox: while");
    assertThat(seen).containsExactly("before", "while", "after");
  }

  @Test
  void aMessageIsToldOfAtEachFusedTransformerThatItReaches() {
    var relay = Parts.<String>relay("relay");
    Transformer<String, String> first =
        Transformer.of("first", it -> it.equals("drop") ? null : it + "1");
    Transformer<String, String> second = Transformer.of("second", it -> it + "2");
    group.activate(Pipeline.of(relay, first, second).to(Parts.sink(seen)));
    trace("");
    relay.inbox().put("drop");
    relay.inbox().put("m");
    axon.runUntilIdle();
    assertThat(told)
        .containsExactly(
            "g/relay.outbox -> g/first.inbox: drop",
            "g/relay.outbox -> g/first.inbox: m",
            "g/first.outbox -> g/second.inbox: m1",
            "g/second.outbox -> g/sink.inbox: m12");
    assertThat(seen).containsExactly("m12");
  }

  @Test
  void aScopeLimitsItToWhatComesToSomeComponentsAndGoesFromThem() {
    group.activate(
        Pipeline.of(Parts.source("x"), Parts.relay("a"), Parts.relay("b"))
            .to(Parts.relay("c"))
            .to(Parts.sink(seen)));
    trace("g/b");
    axon.runUntilIdle();
    assertThat(told)
        .containsSubsequence("g/a.outbox -> g/b.inbox: x", "g/b.outbox -> g/c.inbox: x")
        .noneMatch(it -> it.contains("source") || it.contains("sink"));
  }

  @Test
  void whatIsRefusedIsNotToldOf() {
    List<Boolean> taken = new ArrayList<>();
    var a =
        Component.<Object, String>of(
            "a",
            (in, out) -> {
              taken.add(out.trySend("1"));
              taken.add(out.trySend("2"));
            });
    var sleeper = Parts.<String>sleeper();
    sleeper.inbox().limit(1);
    a.outbox().linkTo(sleeper.inbox());
    group.activate(sleeper);
    trace("");
    group.activate(a);
    axon.runUntilIdle();
    assertThat(taken).containsExactly(true, false);
    assertThat(told).containsExactly("g/a.outbox -> g/Component.inbox: 1");
  }

  @Test
  void aListenerThatFailsHarmsNobody() {
    axon.trace(
        it -> true,
        it -> {
          throw new IllegalStateException("the listener");
        });
    axon.trace(
        it -> {
          throw new IllegalStateException("the scope");
        },
        it -> {});
    group.activate(Pipeline.of(Parts.source("x", "y"), Parts.sink(seen)));
    axon.runUntilIdle();
    assertThat(seen).containsExactly("x", "y");
  }

  @Test
  void betweenLoopsTheSenderTellsOfIt() throws Exception {
    try (var real = Axon.builder().loops(2).start()) {
      BlockingQueue<String> deliveries = new LinkedBlockingQueue<>();
      var a = Parts.<Object>source("x");
      var shell = Pipeline.of(Parts.<Object>sleeper());
      real.loops().get(0).group("here").add(a);
      real.loops().get(1).group("there").add(shell);
      a.outbox().linkTo(shell.inbox());
      real.trace(it -> true, it -> deliveries.add(it.from() + " -> " + it.to()));
      real.loops().get(0).call(() -> a.group.activate(a));
      assertThat(deliveries.poll(30, SECONDS))
          .isEqualTo("here/source.outbox -> there/Pipeline.inbox");
    }
  }

  private Trace trace(String part) {
    return axon.trace(
        it -> it.name().contains(part),
        it -> told.add(it.from() + " -> " + it.to() + ": " + it.message()));
  }
}
