package org.kamaelia.axon;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SupervisionTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SteppedAxon axon = new SteppedAxon(16);
  private final Group group = axon.group("test");
  private final List<Object> seen = new ArrayList<>();

  @Test
  void aFailureThatIsIgnoredEndsTheStreamOfThoseLinkedAndNothingElse() {
    group.supervise(new Supervision.Ignore());
    var failing = failing("broken");
    var sink = Component.<String, Object>of("sink", (in, out) -> in.forEach(seen::add));
    failing.outbox().linkTo(sink.inbox());
    var bystander = group.activate(Parts.<String>sleeper());
    group.activate(sink);
    group.activate(failing);
    axon.runUntilIdle();
    assertThat(failing.state()).isEqualTo(Component.State.FAILED);
    assertThat(sink.state()).isEqualTo(Component.State.ENDED);
    assertThat(bystander.state()).isEqualTo(Component.State.ACTIVE);
    assertThat(info().supervision()).isEqualTo("Ignore[]");
    assertThat(info().failures()).isEqualTo(1);
    bystander.control().putAnyway(new Signal.ProducerFinished("x"));
    axon.runUntilIdle();
    assertThat(group.ended().toCompletableFuture()).isCompletedWithValue(null);
  }

  /** Activates a child, whose failure is its own affair. */
  private final class Coping extends Device<Object, String> {
    private final Component<?, ?> child;
    private boolean started;

    Coping(Component<?, ?> child) {
      this.child = child;
    }

    @Override
    protected void turn() {
      if (!started) {
        started = true;
        activate(child);
      }
    }

    @Override
    protected boolean copesWith(Component<?, ?> failed, Throwable cause) {
      seen.add(cause.getMessage());
      return true;
    }
  }

  @Test
  void aDeviceMayCopeWithTheFailureOfAChildOrOfOneBelow() {
    var child = failing("broken");
    var device = group.activate(new Coping(child));
    var other = group.activate(new Coping(Pipeline.of(failing("far"), Parts.<String>sleeper())));
    axon.runUntilIdle();
    assertThat(seen).contains("broken", "far");
    assertThat(child.state()).isEqualTo(Component.State.FAILED);
    assertThat(device.state()).isEqualTo(Component.State.ACTIVE);
    assertThat(other.state()).isEqualTo(Component.State.ACTIVE);
    assertThat(info().failures()).isEqualTo(2);
    group.stop("the test is over");
    axon.runUntilIdle();
    assertThat(group.ended().toCompletableFuture()).isCompletedWithValue(null);
  }

  @Test
  void anEscalatedFailureIsTheOtherGroupsAsWell() {
    Group other = axon.group("other");
    var member = other.activate(Parts.<String>sleeper());
    group.supervise(new Supervision.Escalate(other));
    group.activate(failing("broken"));
    axon.runUntilIdle();
    assertThat(member.state()).isEqualTo(Component.State.ENDED);
    assertThatThrownBy(() -> other.ended().toCompletableFuture().join())
        .hasRootCauseMessage("broken");
    assertThatThrownBy(() -> group.ended().toCompletableFuture().join())
        .hasRootCauseMessage("broken");
  }

  @Test
  void aFailedGroupIsMadeAnewUnderTheSameNamesAfterAWaitThatDoubles() {
    supervise(10, Duration.ofMinutes(1), SECOND, () -> failing("broken"));
    axon.advance(Duration.ofSeconds(8));
    assertThat(seen)
        .containsExactly(
            "test/broken at 0", "test/broken at 1", "test/broken at 3", "test/broken at 7");
    assertThat(info().restarts()).isEqualTo(4);
    assertThat(info().waitsForRestart()).isTrue();
    assertThat(info().members()).isZero();
    assertThat(info().supervision()).isEqualTo("Restart[limit=10, within=PT1M, backoff=PT1S]");
    assertThat(group.ended().toCompletableFuture()).isNotDone();
  }

  @Test
  void allMembersAreStoppedBeforeTheyAreMadeAnew() {
    List<Component<?, ?>> made = new ArrayList<>();
    supervise(
        1,
        SECOND,
        SECOND,
        () -> {
          var partner = Parts.<String>sleeper();
          made.add(partner);
          return Par.of(partner, failing("broken"));
        });
    axon.runUntilIdle();
    assertThat(made).hasSize(1);
    assertThat(made.getFirst().state()).isEqualTo(Component.State.ENDED);
    axon.advance(SECOND);
    assertThat(made).hasSize(2);
  }

  @Test
  void tooManyRestartsEndTheGroupWithTheFailure() {
    supervise(2, Duration.ofMinutes(1), SECOND, () -> failing("broken"));
    axon.runToEnd();
    assertThat(seen).hasSize(3);
    assertThat(axon.topology().groups()).isEmpty();
    assertThatThrownBy(() -> group.ended().toCompletableFuture().join())
        .hasRootCauseMessage("broken");
  }

  @Test
  void aMakerThatFailsCountsAsAFailure() {
    AtomicInteger calls = new AtomicInteger();
    group.supervise(
        new Supervision.Restart(
            () -> {
              calls.incrementAndGet();
              throw new IllegalStateException("cannot make it");
            },
            3,
            Duration.ofMinutes(1),
            SECOND));
    group.activate(failing("broken"));
    axon.runToEnd();
    assertThat(calls).hasValue(3);
    assertThatThrownBy(() -> group.ended().toCompletableFuture().join())
        .hasRootCauseMessage("cannot make it");
  }

  @Test
  void aNormalEndIsNotRestarted() {
    supervise(3, SECOND, SECOND, () -> Component.of("brief", (in, out) -> seen.add("ran")));
    axon.runToEnd();
    assertThat(seen).containsExactly("ran");
    assertThat(group.ended().toCompletableFuture()).isCompletedWithValue(null);
  }

  @Test
  void whoIsToldToEndIsNotMadeAnewAlsoWhileItWaitsForThat() {
    supervise(3, Duration.ofMinutes(1), SECOND, () -> failing("broken"));
    axon.runUntilIdle();
    group.shutdown(SECOND, "enough");
    axon.runToEnd();
    assertThat(seen).hasSize(1);
    assertThat(group.ended().toCompletableFuture()).isCompletedExceptionally();
    assertThat(axon.topology().groups()).isEmpty();
  }

  @Test
  void aFailureWhileStoppingIsNotRestarted() {
    supervise(
        3,
        SECOND,
        SECOND,
        () ->
            Component.of(
                "stubborn",
                (in, out) -> {
                  try {
                    in.receive();
                  } finally {
                    seen.add("stopped");
                    fail();
                  }
                }));
    axon.runUntilIdle();
    group.stop("test");
    axon.runToEnd();
    assertThat(seen).containsExactly("stopped");
    assertThat(axon.topology().groups()).isEmpty();
  }

  @RepeatedTest(20)
  void restartsAreNeverMoreThanTheLimitWithinTheTime() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    int limit = 1 + random.nextInt(4);
    long within = 100 + random.nextInt(100);
    var restarts =
        new Restarts(
            new Supervision.Restart(
                NullSink::new, limit, Duration.ofNanos(within), Duration.ofNanos(1)));
    List<Long> granted = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < 500; i++) {
      now += random.nextInt(60);
      long instant = now;
      long recent = granted.stream().filter(at -> instant - at < within).count();
      long delay = restarts.next(now);
      if (recent >= limit) {
        assertThat(delay).as("seed %s", seed).isNegative();
      } else {
        assertThat(delay).as("seed %s", seed).isEqualTo(1L << recent);
        granted.add(now);
      }
    }
    assertThat(restarts.total()).isEqualTo(granted.size());
  }

  @Test
  @Timeout(60)
  void onARealLoopAFailingThreadIsMadeAnewUntilItWorks() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (var real = Axon.builder().loops(2).start()) {
      Group service = real.group("service");
      Supervision.Restart policy =
          new Supervision.Restart(
              () ->
                  new ThreadedComponent<Object, Object>() {
                    @Override
                    protected void run() {
                      if (tries.incrementAndGet() < 4) {
                        throw new IllegalStateException("not yet");
                      }
                    }
                  },
              10,
              Duration.ofMinutes(1),
              Duration.ofMillis(1));
      service.supervise(policy).activate(policy.maker().get());
      service.ended().toCompletableFuture().get(30, SECONDS);
      assertThat(tries).hasValue(4);
    }
  }

  private void supervise(
      int limit,
      Duration within,
      Duration backoff,
      java.util.function.Supplier<Component<?, ?>> maker) {
    group.supervise(new Supervision.Restart(maker, limit, within, backoff));
    group.activate(maker.get());
  }

  private Component<Object, String> failing(String name) {
    return new Component<>() {
      @Override
      protected void run() {
        seen.add(this + " at " + clock().nanoTime() / 1_000_000_000);
        throw new IllegalStateException(name);
      }

      @Override
      protected String kind() {
        return name;
      }
    };
  }

  private static void fail() {
    throw new IllegalStateException("while stopping");
  }

  private Topology.GroupInfo info() {
    return axon.topology().groups().stream()
        .filter(info -> info.name().equals("test"))
        .findFirst()
        .orElseThrow();
  }
}
