package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LinkageTest {
  private final SteppedAxon axon = new SteppedAxon(2);
  private final Group group = axon.group("test");
  private final List<String> seen = new ArrayList<>();

  @Test
  @Tag("P3")
  void aSourceHasOneDestinationUntilItIsUnlinked() {
    var source = Parts.source("a");
    var first = Parts.sink(seen);
    var second = Parts.sink(seen);
    Linkage link = source.outbox().linkTo(first.inbox());
    assertThatThrownBy(() -> source.outbox().linkTo(second.inbox()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("source.outbox is linked to sink.inbox already");
    link.unlink();
    assertThat(source.outbox().linkTo(second.inbox()).toString())
        .isEqualTo("source.outbox -> sink.inbox");
  }

  @Test
  @Tag("P2")
  void unlinkingTwiceDoesNotCutALaterLink() {
    var source = Parts.source("a");
    var first = Parts.sink(new ArrayList<>());
    var second = Parts.sink(seen);
    Linkage link = source.outbox().linkTo(first.inbox());
    link.unlink();
    source.outbox().linkTo(second.inbox());
    link.unlink();
    activate(source, second);
    assertThat(seen).containsExactly("a");
  }

  @Test
  @Tag("P4")
  @Tag("C6")
  void aChainDeliversWhateverTheOrderInWhichItsLinksWereMade() {
    for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(2, 1, 0), List.of(1, 2, 0))) {
      seen.clear();
      var source = Parts.source("a", "b");
      var inner = Parts.sink(seen);
      var wrapper = Parts.<String>sleeper();
      var outer = Parts.<String>sleeper();
      for (int link : order) {
        switch (link) {
          case 0 -> source.outbox().linkTo(outer.inbox());
          case 1 -> outer.inbox().linkTo(wrapper.inbox());
          default -> wrapper.inbox().linkTo(inner.inbox());
        }
      }
      activate(source, inner);
      assertThat(seen).as("order %s", order).containsExactly("a", "b");
    }
  }

  @Test
  @Tag("C6")
  void anOutboxPassesOnThroughTheOutboxOfItsWrapper() {
    var source = Parts.source("a");
    var wrapper = Parts.<String>relay("wrapper");
    var sink = Parts.sink(seen);
    wrapper.outbox().linkTo(sink.inbox());
    source.outbox().linkTo(wrapper.outbox());
    activate(source, wrapper, sink);
    assertThat(seen).containsExactly("a");
  }

  @Test
  @Tag("P4")
  void afterAPassthroughIsCutDeliveryStopsAtTheEarlierInbox() {
    var source = Parts.<String>relay("source");
    var wrapper = Parts.<String>sleeper();
    var inner = Parts.sink(seen);
    source.outbox().linkTo(wrapper.inbox());
    Linkage passthrough = wrapper.inbox().linkTo(inner.inbox());
    activate(source, inner);
    source.inbox().put("a");
    axon.runUntilIdle();
    passthrough.unlink();
    source.inbox().put("b");
    axon.runUntilIdle();
    assertThat(seen).containsExactly("a");
    assertThat(wrapper.inbox().info().depth()).isEqualTo(1);
  }

  @Test
  void whatWaitsInAnInboxGoesOnWithItWhenItIsLinkedOnward() {
    var source = Parts.source("a", "b");
    var wrapper = Parts.<String>sleeper();
    source.outbox().linkTo(wrapper.inbox());
    activate(source);
    var inner = Parts.sink(seen);
    wrapper.inbox().linkTo(inner.inbox());
    activate(inner);
    assertThat(seen).containsExactly("a", "b");
  }

  @Test
  @Tag("P6")
  void aLimitInTheMiddleOfAChainHasNoEffectUntilTheChainIsCut() {
    var source = Parts.source("a", "b", "c");
    var wrapper = Parts.<String>sleeper();
    var inner = Parts.<String>sleeper();
    wrapper.inbox().limit(1);
    source.outbox().linkTo(wrapper.inbox());
    Linkage passthrough = wrapper.inbox().linkTo(inner.inbox());
    activate(source);
    assertThat(source.state()).isEqualTo(Component.State.ENDED);
    passthrough.unlink();
    var next = Parts.source("d", "e");
    next.outbox().linkTo(wrapper.inbox());
    activate(next);
    assertThat(next.state()).isEqualTo(Component.State.ACTIVE);
  }

  @Test
  @Tag("C13")
  void cuttingAChainWakesItsBlockedSendersAndTheyGoOnToTheNewDestination() {
    var source = Parts.source("a", "b", "c");
    var wrapper = Parts.<String>sleeper();
    var inner = Parts.<String>sleeper();
    inner.inbox().limit(1);
    source.outbox().linkTo(wrapper.inbox());
    Linkage passthrough = wrapper.inbox().linkTo(inner.inbox());
    activate(source);
    assertThat(source.state()).isEqualTo(Component.State.ACTIVE);
    passthrough.unlink();
    axon.runUntilIdle();
    assertThat(source.state()).isEqualTo(Component.State.ENDED);
    assertThat(inner.inbox().info().depth()).isEqualTo(1);
    assertThat(wrapper.inbox().info().depth()).isEqualTo(2);
  }

  @Test
  void whatIsSentUnlinkedIsDiscardedAndCounted() {
    var source = Parts.source("a", "b", "c");
    activate(source);
    assertThat(source.outbox().discarded()).isEqualTo(3);
  }

  @Test
  void aCircleOfPassthroughsIsRefused() {
    var one = Parts.<String>sleeper();
    var two = Parts.<String>sleeper();
    one.inbox().linkTo(two.inbox());
    assertThatThrownBy(() -> two.inbox().linkTo(one.inbox()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("makes a circle");
  }

  @Test
  @Tag("P1")
  @Tag("C6")
  void aLinkByNameJoinsExactlyTheBoxesNamed() {
    var source = Parts.source("a");
    var sink = Parts.sink(seen);
    Linkage.link(source, "outbox", sink, "inbox");
    activate(source, sink);
    assertThat(seen).containsExactly("a");
  }

  @Test
  @Tag("U1")
  void aLinkByNameOfTypesThatDoNotFitNamesBothBoxes() {
    var numbers = new Numbers();
    var words = new Words();
    assertThatThrownBy(() -> Linkage.link(numbers, "outbox", words, "inbox"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Numbers.outbox gives java.lang.Integer, which Words.inbox does not take: it takes"
                + " java.lang.String");
  }

  @Test
  void aLinkByAnUnknownNameListsTheBoxesThatThereAre() {
    var words = new Words();
    assertThatThrownBy(() -> Linkage.link(words, "output", words, "inbox"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Words has no box output; it has [inbox, control, outbox, signal, more]");
  }

  @Test
  void addedBoxesWorkAsTheStandardOnes() {
    var words = new Words();
    var sink = Parts.sink(seen);
    Linkage.link(words, "more", sink, "inbox");
    activate(words, sink);
    assertThat(seen).containsExactly("more");
  }

  private void activate(Component<?, ?>... components) {
    for (Component<?, ?> component : components) {
      group.activate(component);
    }
    axon.runUntilIdle();
  }

  private static final class Numbers extends Component<Object, Integer> {
    @Override
    protected void run() {}
  }

  private static final class Words extends Component<String, Object> {
    private final Outbox<String> more = addOutbox("more", String.class);

    @Override
    protected void run() {
      more.send("more");
    }
  }
}
