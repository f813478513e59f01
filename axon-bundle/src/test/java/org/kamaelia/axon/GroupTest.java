package org.kamaelia.axon;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GroupTest {
  private final SteppedAxon axon = new SteppedAxon(4);
  private final Group group = axon.group("test");
  private final List<String> seen = new ArrayList<>();

  @Test
  void aFailureEndsItsGroupAndTouchesNoOther() {
    Group other = axon.group("other");
    var bystander = Parts.<String>sleeper();
    var partner = Parts.<String>sleeper();
    other.activate(bystander);
    group.activate(partner);
    Throwable cause = new AssertionError("a bug");
    group.activate(
        Component.of(
            "broken",
            (in, out) -> {
              throw (Error) cause;
            }));
    axon.runUntilIdle();
    assertThat(partner.state()).isEqualTo(Component.State.ENDED);
    assertThat(bystander.state()).isEqualTo(Component.State.ACTIVE);
    assertThat(group.ended().toCompletableFuture()).isCompletedExceptionally();
    assertThat(other.ended().toCompletableFuture()).isNotDone();
    assertThatThrownBy(() -> group.ended().toCompletableFuture().join()).hasCause(cause);
  }

  @Test
  void everyKindOfThrowableIsContained() {
    for (Throwable thrown :
        List.of(
            new Exception("checked"),
            new StackOverflowError(),
            new OutOfMemoryError("pretended"),
            new InterruptedException(),
            new ThreadDeathLike())) {
      var broken =
          Component.of(
              "broken",
              (in, out) -> {
                throw sneaky(thrown);
              });
      axon.activate(broken);
      axon.runUntilIdle();
      assertThat(broken.state()).as("%s", thrown).isEqualTo(Component.State.FAILED);
    }
  }

  @Test
  void aStackOverflowInABodyIsContained() {
    var deep = Component.of("deep", (in, out) -> recurse(0));
    axon.activate(deep);
    axon.runUntilIdle();
    assertThat(deep.state()).isEqualTo(Component.State.FAILED);
  }

  @Test
  @Tag("M4")
  void stoppingRunsFinallyBlocksAndCannotBeCaughtAsAnException() {
    var stubborn =
        Component.of(
            "stubborn",
            (in, out) -> {
              try {
                while (true) {
                  try {
                    in.receive();
                  } catch (RuntimeException e) {
                    seen.add("caught " + e);
                  }
                }
              } finally {
                seen.add("finally");
              }
            });
    group.activate(stubborn);
    axon.runUntilIdle();
    group.stop("enough");
    axon.runUntilIdle();
    assertThat(seen).containsExactly("finally");
    assertThat(stubborn.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  @Tag("M4")
  void aMemberStoppedBeforeItsFirstTurnNeverRuns() {
    group.activate(Component.of("late", (in, out) -> seen.add("ran")));
    group.stop("at once");
    axon.runUntilIdle();
    assertThat(seen).isEmpty();
    assertThat(group.ended().toCompletableFuture()).isCompleted();
  }

  @Test
  void shutdownIsTheEndOfTheInputForThoseWhoNeverLookAtControl() {
    var source = Parts.<String>sleeper();
    var echo = Parts.<String>relay("echo");
    var sink =
        Component.<String, Object>of(
            "sink",
            (in, out) -> {
              in.forEach(seen::add);
              seen.add("end");
            });
    echo.outbox().linkTo(sink.inbox());
    group.activate(echo);
    group.activate(sink);
    axon.runUntilIdle();
    echo.inbox().put("last");
    group.shutdown(Duration.ofSeconds(10), "test");
    axon.runUntilIdle();
    assertThat(seen).containsExactly("last", "end");
    assertThat(source.state()).isEqualTo(Component.State.NEW);
  }

  @Test
  void shutdownIsAMessageForThoseWhoLookAtControl() {
    var attentive =
        new Component<String, Object>() {
          @Override
          protected void run() {
            while (true) {
              if (select(control(), inbox) == inbox) {
                seen.add(inbox.receive());
              } else {
                seen.add(control().receive().toString());
                clock().sleep(Duration.ofSeconds(1));
                seen.add("finished");
                return;
              }
            }
          }
        };
    group.activate(attentive);
    axon.runUntilIdle();
    attentive.inbox().put("work");
    axon.runUntilIdle();
    group.shutdown(Duration.ofSeconds(2), "test");
    axon.advance(Duration.ofSeconds(1));
    assertThat(seen).containsExactly("work", "Shutdown[within=PT2S, reason=test]", "finished");
  }

  @Test
  void whoDoesNotFinishInTimeIsStopped() {
    var deaf =
        new Component<String, Object>() {
          @Override
          protected void run() {
            try {
              while (true) {
                clock().sleep(Duration.ofSeconds(1));
              }
            } finally {
              seen.add("stopped at " + clock().nanoTime());
            }
          }
        };
    group.activate(deaf);
    axon.runUntilIdle();
    group.shutdown(Duration.ofSeconds(5), "test");
    axon.advance(Duration.ofSeconds(4));
    assertThat(seen).isEmpty();
    axon.advance(Duration.ofSeconds(1));
    assertThat(seen).containsExactly("stopped at 5000000000");
  }

  @Test
  void shutdownLosesNothingThatIsOnItsWayBetweenMembers() {
    var first = Parts.<String>relay("first");
    var second = Parts.<String>relay("second");
    var last = Parts.sink(seen);
    second.inbox().limit(1);
    last.inbox().limit(1);
    group.activate(Pipeline.of(first, second, last));
    axon.runUntilIdle();
    List<String> all = List.of("a", "b", "c", "d", "e", "f");
    all.forEach(first.inbox()::put);
    group.shutdown(Duration.ofSeconds(1), "test");
    axon.advance(Duration.ofSeconds(1));
    assertThat(seen).containsExactlyElementsOf(all);
  }

  @Test
  void shutdownIsTheEndOfTheInputForThoseInsideAChassisToo() {
    for (Component<String, ?> chassis :
        List.<Component<String, ?>>of(
            Pipeline.of(Parts.<String>relay("a"), Parts.<String>relay("b")),
            Pipeline.of(Pipeline.of(Parts.<String>relay("a"), Parts.<String>relay("b"))),
            Graphline.<String, String>parse(
                "self -> a -> b -> self",
                Map.of("a", Parts.<String>relay("a"), "b", Parts.<String>relay("b"))),
            Seq.<String, String>of(Parts.<String>relay("a"), Parts.<String>relay("b")),
            Pipeline.of(TPipe.copy(word -> true, Parts.<String>relay("side"))),
            new Splitter<String>("splitter"),
            new LossyConnector<String>(),
            new RateLimit<String>(1, Duration.ofMillis(1)),
            new Carousel<String, String, String>(name -> Parts.relay(name)))) {
      Group told = axon.group("told");
      var outside = axon.group("outside").activate(Parts.<String>relay("outside"));
      outside.outbox().linkTo(chassis.inbox());
      told.activate(chassis);
      axon.runUntilIdle();
      told.shutdown(Duration.ofSeconds(10), "test");
      axon.runUntilIdle();
      assertThat(told.ended().toCompletableFuture()).as("%s", chassis).isDone();
    }
  }

  @Test
  void aPipelineLooksAtControlIfItsFirstDoes() {
    var attentive =
        new Component<String, String>() {
          @Override
          protected void run() {
            while (select(control(), inbox) == inbox) {
              outbox.send(inbox.receive());
            }
            clock().sleep(Duration.ofSeconds(1));
            inbox.poll().ifPresent(outbox::send);
          }
        };
    var pipeline = Pipeline.of(Pipeline.of(attentive), Parts.sink(seen));
    var deaf = Pipeline.of(Parts.<String>relay("deaf"), Parts.<String>sink(seen));
    group.activate(pipeline, deaf);
    axon.runUntilIdle();
    assertThat(pipeline.isAttentive()).isTrue();
    assertThat(deaf.isAttentive()).isFalse();
    group.shutdown(Duration.ofSeconds(2), "test");
    axon.runUntilIdle();
    attentive.inbox().put("last");
    axon.advance(Duration.ofSeconds(1));
    assertThat(seen).containsExactly("last");
    assertThat(group.ended().toCompletableFuture()).isDone();
  }

  @Test
  void shutdownEndsNoInputTwice() {
    var inner = Parts.sink(seen);
    var late =
        new Component<Object, String>() {
          @Override
          protected void run() {
            clock().sleep(Duration.ofSeconds(2));
            outbox.send("late");
          }
        };
    var wrapper =
        new Component<String, Object>() {
          @Override
          protected void run() {
            inbox.linkTo(inner.inbox());
            clock().sleep(Duration.ofSeconds(1));
          }
        };
    var source = Parts.source("early");
    source.outbox().linkTo(wrapper.inbox());
    late.outbox().linkTo(inner.inbox());
    for (Component<?, ?> member : List.of(wrapper, inner, late, source)) {
      group.activate(member);
    }
    axon.runUntilIdle();
    group.shutdown(Duration.ofSeconds(5), "test");
    axon.runToEnd();
    assertThat(seen).containsExactly("early", "late");
  }

  @Test
  @Tag("C2")
  void childrenRunInTheGroupOfTheirParent() {
    var parent =
        new Component<Object, Object>() {
          @Override
          protected void run() {
            var child = activate(Component.of("child", (in, out) -> seen.add("child ran")));
            clock().sleep(Duration.ofMillis(1));
            seen.add(child.name() + " " + child.state() + " " + children());
          }
        };
    group.activate(parent);
    axon.runToEnd();
    assertThat(seen).containsExactly("child ran", "test/child ENDED []");
  }

  @Test
  void theFailureOfAGroupIsTheCauseOfWhatWhoeverAwaitsItsEndIsGiven() {
    var failure = new IllegalStateException("broken");
    List<Throwable> given = new ArrayList<>();
    group.ended().whenComplete((done, thrown) -> given.add(thrown));
    group.activate(
        Component.of(
            "broken",
            (in, out) -> {
              throw failure;
            }));
    axon.runUntilIdle();
    var ended = group.ended().toCompletableFuture();
    assertThatThrownBy(ended::join).isInstanceOf(CompletionException.class).hasCause(failure);
    assertThatThrownBy(ended::get).isInstanceOf(ExecutionException.class).hasCause(failure);
    assertThat(given).singleElement().isInstanceOf(CompletionException.class);
    assertThat(given.getFirst()).hasCause(failure);
  }

  @Test
  @Timeout(60)
  void aGroupStartedTogetherEndsWithTheLastOfItsMembers() throws Exception {
    try (var real = Axon.builder().loops(1).start()) {
      for (int i = 0; i < 200; i++) {
        var brief = Component.of("brief", (in, out) -> {});
        var last = Component.of("last", (in, out) -> {});
        real.activate(brief, last).ended().toCompletableFuture().get(30, SECONDS);
        assertThat(brief.state()).isEqualTo(Component.State.ENDED);
        assertThat(last.state()).isEqualTo(Component.State.ENDED);
      }
    }
  }

  @Test
  void ofThoseStartedTogetherNoneStartsIfOneCannotJoin() {
    var here = Component.of("here", (in, out) -> seen.add("ran"));
    var elsewhere = axon.group("other").add(Component.of("elsewhere", (in, out) -> {}));
    assertThatThrownBy(() -> group.activate(here, elsewhere))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in a group already");
    axon.runUntilIdle();
    assertThat(seen).isEmpty();
    assertThat(here.state()).isEqualTo(Component.State.NEW);
  }

  @Test
  @Tag("M1")
  void membersOfOneKindAreNumbered() {
    assertThat(group.activate(Parts.sleeper()).name()).isEqualTo("test/Component");
    assertThat(group.activate(Parts.sleeper()).name()).isEqualTo("test/Component#2");
  }

  @Test
  void aComponentIsUsedOnce() {
    var once = Parts.source("a");
    group.activate(once);
    assertThatThrownBy(() -> group.activate(once))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("started before");
    assertThatThrownBy(() -> axon.group("other").activate(once))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in a group already");
  }

  @SuppressWarnings("InfiniteRecursion") // what this is about
  private static int recurse(int depth) {
    return recurse(depth + 1) + 1;
  }

  @SuppressWarnings("unchecked") // throws what it is given, whatever that is
  private static <E extends Throwable> RuntimeException sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private static final class ThreadDeathLike extends Error {
    private static final long serialVersionUID = 1;
  }
}
