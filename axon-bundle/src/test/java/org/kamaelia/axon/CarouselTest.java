package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CarouselTest {
  private final SteppedAxon axon = new SteppedAxon(12);
  private final Group group = axon.group("test");
  private final List<String> seen = new ArrayList<>();
  private final List<String> made = new ArrayList<>();
  private final List<Chooser.Move> asked = new ArrayList<>();

  /** Each child says what comes in, under the name of its request, until its input ends. */
  private final Carousel<String, String, String> carousel =
      new Carousel<>(
          request -> {
            made.add(request);
            return Component.of(
                "child",
                (in, out) -> {
                  for (String word : in) {
                    out.send(request + ":" + word);
                  }
                  seen.add(request + " ends");
                });
          });

  @Test
  @Tag("K4")
  void itDoesNothingUntilItIsAsked() {
    start(carousel);
    assertThat(made).isEmpty();
    assertThat(asked).isEmpty();
    assertThat(carousel.state()).isEqualTo(Component.State.ACTIVE);
  }

  @Test
  @Tag("K4")
  void itAsksForTheFirstIfToldSo() {
    start(carousel.askingFirst());
    assertThat(asked).containsExactly(Chooser.Move.NEXT);
  }

  @Test
  @Tag("K4")
  void aRequestMakesAChildThroughWhichDataPassBothWays() {
    start(carousel);
    request("a");
    say(carousel, "x", "y");
    assertThat(made).containsExactly("a");
    assertThat(seen).containsExactly("a:x", "a:y");
    assertThat(asked).isEmpty();
  }

  @Test
  @Tag("K4")
  void aNewRequestWaitsUntilTheOldChildHasEnded() {
    List<String> order = new ArrayList<>();
    var slow =
        new Carousel<String, String, String>(
            request -> {
              order.add("make " + request);
              return new Component<>() {
                @Override
                protected void run() {
                  inbox.forEach(ignored -> {});
                  clock().sleep(Duration.ofSeconds(3));
                  order.add("end " + request);
                }
              };
            });
    start(slow);
    slow.next().put("a");
    axon.runUntilIdle();
    slow.next().put("b");
    axon.runUntilIdle();
    assertThat(order).containsExactly("make a");
    axon.advance(Duration.ofSeconds(3));
    assertThat(order).containsExactly("make a", "end a", "make b");
  }

  @Test
  @Tag("K4")
  void whatComesAfterTheNewRequestIsForTheNewChild() {
    start(carousel);
    request("a");
    say(carousel, "x");
    request("b");
    say(carousel, "y");
    assertThat(seen).containsExactly("a:x", "a ends", "b:y");
  }

  @Test
  @Tag("K4")
  void aChildsEndAsksForTheNextAndItsSignalDoesNot() {
    var brief =
        new Carousel<String, String, String>(
            request ->
                new Component<>() {
                  @Override
                  protected void run() {
                    signal().send(new Signal.ProducerFinished("not yet"));
                    inbox.receive();
                  }
                });
    List<Signal> signals = new ArrayList<>();
    var ear = Parts.sink(signals);
    brief.signal().linkTo(ear.inbox());
    group.activate(ear);
    start(brief);
    brief.next().put("a");
    axon.runUntilIdle();
    assertThat(asked).isEmpty();
    say(brief, "x");
    assertThat(asked).containsExactly(Chooser.Move.NEXT);
    assertThat(signals).isEmpty();
  }

  @Test
  @Tag("K4")
  void producerFinishedLetsWaitingRequestsBeFinishedFirst() {
    start(carousel);
    carousel.next().put("a");
    carousel.next().put("b");
    carousel.hear(new Signal.ProducerFinished("x"));
    axon.runUntilIdle();
    assertThat(made).containsExactly("a", "b");
    assertThat(seen).containsExactly("a ends", "b ends");
    assertThat(carousel.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  @Tag("K4")
  void shutdownDiscardsThemAndTheCarouselEndsAfterItsChild() {
    start(carousel);
    request("a");
    carousel.next().put("b");
    carousel.hear(new Signal.Shutdown(Duration.ofSeconds(1), "test"));
    axon.runUntilIdle();
    assertThat(made).containsExactly("a");
    assertThat(seen).containsExactly("a ends");
    assertThat(carousel.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  void itEndsWhenRequestsEndAndAControlThatEndedDoesNotKeepItBusy() {
    var requests = Parts.source("a", "b");
    var boss = Parts.<Object>source();
    boss.signal().linkTo(carousel.control());
    boss.signal().end();
    requests.outbox().linkTo(carousel.next());
    start(carousel);
    group.activate(requests);
    axon.runUntilIdle();
    assertThat(made).containsExactly("a", "b");
    assertThat(carousel.state()).isEqualTo(Component.State.ACTIVE);
    carousel.inbox().cutOff();
    axon.runUntilIdle();
    assertThat(carousel.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  void aChooserTurnsIt() {
    var files =
        new Carousel<String, Object, String>(name -> Parts.source(name + " 1", name + " 2"))
            .askingFirst();
    var playlist = Chooser.forward(List.of("a", "b", "c"));
    playlist.outbox().linkTo(files.next());
    files.requestNext().linkTo(playlist.inbox());
    var sink = Parts.sink(seen);
    files.outbox().linkTo(sink.inbox());
    group.activate(sink);
    group.activate(files);
    group.activate(playlist);
    axon.runToEnd();
    assertThat(seen).containsExactly("a 1", "a 2", "b 1", "b 2", "c 1", "c 2");
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  void whatAChildThatEndsByItselfLeavesIsTheNextOnes() {
    var takers =
        new Carousel<String, String, String>(
                name -> Component.of(name, (in, out) -> out.send(name + in.receive())))
            .askingFirst();
    var playlist = Chooser.forward(List.of("a", "b", "c"));
    playlist.outbox().linkTo(takers.next());
    takers.requestNext().linkTo(playlist.inbox());
    group.activate(playlist);
    var words = Parts.source("1", "2", "3");
    words.outbox().linkTo(takers.inbox());
    group.activate(words);
    group.activate(Pipeline.of(takers, Parts.sink(seen)));
    axon.runToEnd();
    assertThat(seen).containsExactly("a1", "b2", "c3");
  }

  @Test
  void inAPipelineWhatItsSourceHasSentIsDealtWithAlsoIfRequestsComeLater() {
    var takers =
        new Carousel<String, String, String>(
                name -> Component.of(name, (in, out) -> out.send(name + in.receive())))
            .askingFirst();
    var playlist = Chooser.forward(List.of("a", "b", "c", "d"));
    playlist.outbox().linkTo(takers.next());
    takers.requestNext().linkTo(playlist.inbox());
    group.add(playlist);
    group.activate(Pipeline.of(Parts.source("1", "2", "3"), takers, Parts.sink(seen)));
    axon.runUntilIdle();
    assertThat(seen).isEmpty();
    group.activate(playlist);
    axon.runToEnd();
    assertThat(seen).containsExactly("a1", "b2", "c3");
    assertThat(takers.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  void whenOneSourceHasFinishedItsChildGoesOnForTheOthers() {
    var finished = Parts.source("1");
    var goesOn = Parts.<String>relay("goes on");
    finished.signal().linkTo(carousel.control());
    finished.outbox().linkTo(carousel.inbox());
    goesOn.outbox().linkTo(carousel.inbox());
    start(carousel);
    request("a");
    group.activate(goesOn);
    group.activate(finished);
    axon.runUntilIdle();
    goesOn.inbox().put("2");
    axon.runUntilIdle();
    assertThat(seen).containsExactly("a:1", "a:2");
    goesOn.inbox().cutOff();
    axon.runUntilIdle();
    assertThat(seen).endsWith("a ends");
    assertThat(carousel.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  void itEndsWithMessagesThatNoRequestCanComeFor() {
    var words = Parts.source("1", "2");
    words.outbox().linkTo(carousel.inbox());
    words.signal().linkTo(carousel.control());
    start(carousel);
    group.activate(words);
    axon.runUntilIdle();
    assertThat(carousel.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  void whatAChildThatIsToldToFinishLeavesIsTheNextOnesBeforeWhatCameLater() {
    var takers =
        new Carousel<String, String, String>(
            name ->
                new Component<>() {
                  @Override
                  protected void run() {
                    clock().sleep(Duration.ofSeconds(1));
                    outbox.send(name + inbox.receive());
                  }
                });
    start(takers);
    say(takers, "1", "2");
    takers.next().put("a");
    axon.runUntilIdle();
    takers.next().put("b");
    takers.next().put("c");
    axon.runUntilIdle();
    say(takers, "3");
    axon.runToEnd();
    assertThat(seen).containsExactly("a1", "b2", "c3");
  }

  @Test
  void whatThePipelineOfOneChildLeavesIsTheNextOnes() {
    var takers =
        new Carousel<String, String, String>(
            name ->
                Pipeline.of(
                    Component.<String, String>of(name, (in, out) -> out.send(name + in.receive())),
                    Parts.<String>relay("relay")));
    start(takers);
    say(takers, "1", "2", "3");
    for (String name : List.of("a", "b", "c")) {
      takers.next().put(name);
      axon.runUntilIdle();
    }
    assertThat(seen).containsExactly("a1", "b2", "c3");
  }

  @Test
  void aPipelineThatIsToldToFinishMakesRoomForTheNext() {
    var upper =
        new Carousel<String, String, String>(
            name ->
                Pipeline.of(
                    Transformer.<String, String>of(name, word -> name + word),
                    Parts.<String>relay("relay")));
    start(upper);
    upper.next().put("a");
    axon.runUntilIdle();
    say(upper, "1");
    upper.next().put("b");
    axon.runUntilIdle();
    say(upper, "2");
    assertThat(seen).containsExactly("a1", "b2");
  }

  private void start(Carousel<String, String, String> started) {
    var sink = Parts.sink(seen);
    var requests = Parts.sink(asked);
    started.outbox().linkTo(sink.inbox());
    started.requestNext().linkTo(requests.inbox());
    group.activate(sink);
    group.activate(requests);
    group.activate(started);
    axon.runUntilIdle();
  }

  private void request(String request) {
    carousel.next().put(request);
    axon.runUntilIdle();
  }

  private void say(Carousel<String, String, String> to, String... words) {
    for (String word : words) {
      // As a sender would: to the end of the chain.
      Box<?> box = to.inbox();
      while (box.next != null) {
        box = box.next;
      }
      asInbox(box).put(word);
      axon.runUntilIdle();
    }
  }

  @SuppressWarnings("unchecked") // all boxes here take words
  private static Inbox<Object> asInbox(Box<?> box) {
    return (Inbox<Object>) box;
  }

  @Test
  void aWayFromAnotherLoopThatLeadsToItsChildIsNotKeptByItAsWell() {
    Schedules.exhaustive(1)
        .loops(2)
        .run(
            axon -> {
              Group here = axon.loops().getFirst().group("here");
              Group there = axon.loops().getLast().group("there");
              List<Object> made = new ArrayList<>();
              var carousel =
                  there.add(
                      new Carousel<Object, Integer, Object>(
                          request -> {
                            made.add(request);
                            return Parts.sink(new ArrayList<>());
                          }));
              var source = here.add(thenWaits(1, 2, 3));
              var requests = there.add(thenWaits("a", "b", "c"));
              source.outbox().linkTo(carousel.inbox());
              requests.outbox().linkTo(carousel.next());
              here.activate(source);
              there.activate(carousel);
              there.activate(requests);
              axon.runUntilIdle();
              assertThat(made).hasSize(3);
              assertThat(Objects.requireNonNull(carousel.extras).fromAfar)
                  .as("it leads to the last child")
                  .isEmpty();
            });
  }

  @SafeVarargs
  private static <T> Component<Object, T> thenWaits(T... messages) {
    return Component.of(
        "source",
        (in, out) -> {
          for (T message : messages) {
            out.send(message);
          }
          in.receive();
        });
  }
}
