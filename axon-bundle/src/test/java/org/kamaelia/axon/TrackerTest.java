package org.kamaelia.axon;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TrackerTest {
  private final SteppedAxon axon = new SteppedAxon(11);
  private final Tracker tracker = axon.tracker();
  private final Group group = axon.group("test");
  private final List<String> seen = new ArrayList<>();

  @Test
  @Tag("T1")
  void aSystemsTrackerStartsEmptyAndIsItsOwn() {
    assertThat(tracker.services()).isEmpty();
    assertThat(tracker.values()).isEmpty();
    tracker.register("log", group.add(new Words()).inbox());
    assertThat(new SteppedAxon(1).tracker().services()).isEmpty();
  }

  @Test
  @Tag("T2")
  void aServiceIsFoundByNameAndLinkedTo() {
    var log = group.activate(Parts.sink(seen));
    tracker.register("log", log.inbox());
    assertThat(tracker.service("log", String.class)).isSameAs(log.inbox());
    group.activate(
        new Component<Object, String>() {
          @Override
          protected void run() {
            outbox.linkTo(tracker().service("log", String.class));
            outbox.send("hello");
          }
        });
    axon.runUntilIdle();
    assertThat(seen).containsExactly("hello");
  }

  @Test
  @Tag("T2")
  void eachMistakeFailsInItsOwnWay() {
    var words = group.add(new Words());
    tracker.register("words", words.inbox());
    assertThatThrownBy(() -> tracker.register("words", group.add(new Words()).inbox()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("words is test/Words.inbox already, so it cannot be test/Words#2.inbox");
    assertThatThrownBy(() -> tracker.service("wrods", String.class))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("no service wrods; there is [words]");
    assertThatThrownBy(() -> tracker.service("words", Integer.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "words is test/Words.inbox, which takes java.lang.String: not java.lang.Integer");
    tracker.unregister("words");
    assertThatThrownBy(() -> tracker.unregister("words"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("no service words; there is []");
    assertThat(tracker.services()).isEmpty();
  }

  @Test
  @Tag("T2")
  void aServiceWhoseComponentHasEndedIsNoneAndItsNameIsFree() {
    var brief = group.activate(Component.<String, Object>of("brief", (in, out) -> {}));
    tracker.register("log", brief.inbox());
    assertThat(tracker.services()).containsExactly("log");
    axon.runUntilIdle();
    assertThat(tracker.services()).isEmpty();
    assertThatThrownBy(() -> tracker.service("log", String.class))
        .isInstanceOf(NoSuchElementException.class);
    var next = group.add(new Words());
    tracker.register("log", next.inbox());
    assertThat(tracker.service("log", String.class)).isSameAs(next.inbox());
  }

  @Test
  @Tag("T3")
  void aValueIsTrackedOnceThenUpdatedAndRead() {
    tracker.track("players", 3);
    assertThat(tracker.value("players", Integer.class)).isEqualTo(3);
    tracker.update("players", 4);
    assertThat(tracker.value("players", Integer.class)).isEqualTo(4);
    tracker.track("name", "x");
    assertThat(tracker.values()).containsExactly("name", "players");
    assertThatThrownBy(() -> tracker.track("players", 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("players is tracked already, as 4: update it");
    assertThatThrownBy(() -> tracker.update("plyers", 5))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("no value plyers; there is [name, players]");
    assertThatThrownBy(() -> tracker.value("plyers", Integer.class))
        .isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> tracker.value("players", String.class))
        .isInstanceOf(ClassCastException.class);
  }

  @Test
  @Timeout(60)
  @Tag("T2")
  void aServiceIsReachedFromAnotherLoop() throws Exception {
    try (var real = Axon.builder().loops(2).start()) {
      var heard = new CompletableFuture<String>();
      var log =
          real.loops()
              .get(0)
              .group("there")
              .activate(
                  Component.<String, Object>of("log", (in, out) -> heard.complete(in.receive())));
      real.tracker().register("log", log.inbox());
      real.loops()
          .get(1)
          .group("here")
          .activate(
              new Component<Object, String>() {
                @Override
                protected void run() {
                  outbox.linkTo(tracker().service("log", String.class));
                  outbox.send("hello");
                }
              });
      assertThat(heard.get(30, SECONDS)).isEqualTo("hello");
    }
  }

  private static final class Words extends Component<String, Object> {
    @Override
    protected void run() {}
  }
}
