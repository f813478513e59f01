package org.kamaelia.axon;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandleTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Axon axon = Axon.builder().loops(1).start();
  private final Group group = axon.group("test");

  @AfterEach
  void close() {
    axon.close();
  }

  @Test
  void ordinaryCodeSendsAndReceivesAndClosingEndsTheInput() throws Exception {
    try (var echo = Handle.of(group, Parts.<String>relay("echo"))) {
      assertThat(echo.send("hello", LONG)).isTrue();
      assertThat(echo.receive(LONG)).contains("hello");
      assertThat(echo.receive(Duration.ZERO)).isEmpty();
    }
    group.ended().toCompletableFuture().get(30, SECONDS);
  }

  @Test
  void whatWasSentBeforeClosingIsStillAnsweredAndThenTheStreamEnds() throws Exception {
    var echo = Handle.of(group, Parts.<Integer>relay("echo"));
    for (int i = 0; i < 50; i++) {
      echo.send(i, LONG);
    }
    echo.close();
    echo.close();
    for (int i = 0; i < 50; i++) {
      assertThat(echo.receive(LONG)).contains(i);
    }
    assertThatThrownBy(() -> echo.receive(LONG)).isInstanceOf(EndOfStream.class);
    assertThatThrownBy(() -> echo.send(1, LONG)).isInstanceOf(EndOfStream.class);
  }

  @Test
  void aSenderIsRefusedWhenTheTimeIsUpAndTheComponentTakesNothing() throws Exception {
    var sleeper = Handle.of(group, Parts.<Integer>sleeper());
    int sent = 0;
    while (sent < 2 * Inbox.DEFAULT_LIMIT) {
      if (sleeper.send(sent, LONG)) {
        sent++;
      }
    }
    assertThat(sleeper.send(sent, Duration.ofMillis(1))).isFalse();
  }

  @Test
  void aComponentThatNobodyReceivesFromWaitsAndLosesNothing() throws Exception {
    Integer[] many = java.util.stream.IntStream.range(0, 1000).boxed().toArray(Integer[]::new);
    try (var source = Handle.of(group, Parts.source(many))) {
      List<Integer> got = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        got.add(source.receive(LONG).orElseThrow());
      }
      assertThat(got).containsExactly(many);
      assertThatThrownBy(() -> source.receive(LONG)).isInstanceOf(EndOfStream.class);
    }
  }

  @Test
  void whoWaitsIsToldWhenTheComponentEndsOrFails() throws Exception {
    var brief = Handle.of(group, Component.<String, String>of("brief", (in, out) -> in.receive()));
    var waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return brief.receive(LONG).toString();
              } catch (EndOfStream | InterruptedException e) {
                return e.getClass().getSimpleName();
              }
            });
    brief.send("go", LONG);
    assertThat(waiting.get(30, SECONDS)).isEqualTo("EndOfStream");
  }

  @Test
  void finishingTheGroupEndsTheInput() throws Exception {
    var echo = Handle.of(group, Parts.<String>relay("echo"));
    group.shutdown(LONG, "test");
    assertThatThrownBy(() -> echo.receive(LONG)).isInstanceOf(EndOfStream.class);
    group.ended().toCompletableFuture().get(30, SECONDS);
  }

  @Test
  void onALoopItIsRefused() throws Exception {
    var echo = Handle.of(group, Parts.<String>relay("echo"));
    var seen = new CompletableFuture<String>();
    axon.activate(
        Component.of(
            "misuser",
            (in, out) -> {
              try {
                echo.send("hello", LONG);
              } catch (IllegalStateException e) {
                seen.complete(e.getMessage());
              }
            }));
    assertThat(seen.get(30, SECONDS)).contains("on no loop");
  }
}
