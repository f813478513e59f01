package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadlockTest {
  private final SteppedAxon axon = new SteppedAxon(System.nanoTime());
  private final Group group = axon.group("g");

  @Test
  void twoThatSendIntoEachOthersFullInboxesAreNamedWithTheBoxes() {
    var a = flood("a", 1);
    var b = flood("b", 1);
    a.outbox().linkTo(b.inbox());
    b.outbox().linkTo(a.inbox());
    start(a, b);
    assertThat(axon.topology().components())
        .extracting(it -> it.waitsFor().toString())
        .containsExactly("room in g/b.inbox", "room in g/a.inbox");
    assertThat(deadlocks())
        .containsExactly("g/a waits for room in g/b.inbox, g/b waits for room in g/a.inbox");
  }

  @Test
  void oneThatFillsItsOwnInboxIsACircleOfOne() {
    var a = flood("a", 2);
    a.outbox().linkTo(a.inbox());
    start(a);
    assertThat(deadlocks()).containsExactly("g/a waits for room in g/a.inbox");
  }

  @Test
  void aCircleOfComponentsThatHaveNothingToDoIsNone() {
    var ring = Pipeline.circular(Pipeline.of(Parts.<String>relay("a"), Parts.relay("b")));
    start(ring);
    assertThat(axon.topology().components())
        .extracting(it -> it.name() + " " + it.waitsFor())
        .containsExactlyInAnyOrder("g/Pipeline its parts", "g/a g/a.inbox", "g/b g/b.inbox");
    assertThat(deadlocks()).isEmpty();
  }

  @Test
  void whoWaitsForOneThatSleepsOrHasATimeOutWaitsInVain() {
    var asleep =
        Component.<String, String>of("asleep", (in, out) -> axon.clock().sleep(Duration.ofDays(1)));
    var timed =
        Component.<String, String>of("timed", (in, out) -> in.receive(Duration.ofSeconds(1)));
    var a = flood("a", 1);
    var b = Parts.<String>relay("b");
    a.outbox().linkTo(asleep.inbox());
    timed.outbox().linkTo(b.inbox());
    b.outbox().linkTo(timed.inbox());
    start(a, b, asleep, timed);
    assertThat(axon.topology().components())
        .extracting(it -> it.waitsFor().toString())
        .containsExactly("room in g/asleep.inbox", "g/b.inbox", "its time", "g/timed.inbox");
    assertThat(deadlocks()).isEmpty();
  }

  @Test
  void oneWaitsForRoomAndTheOtherForItsAnswer() {
    var b = new Waiter("b");
    var a = flood("a", 1);
    a.outbox().linkTo(b.inbox());
    b.inbox().limit(1);
    a.signal().linkTo(b.answers);
    start(a, b);
    assertThat(deadlocks())
        .containsExactly("g/a waits for room in g/b.inbox, g/b waits for a message in g/b.answers");
  }

  @Test
  void ifAThirdMayAnswerItIsNone() {
    var b = new Waiter("b");
    var a = flood("a", 1);
    var third = Parts.<String>relay("third");
    a.outbox().linkTo(b.inbox());
    b.inbox().limit(1);
    a.signal().linkTo(b.answers);
    third.signal().linkTo(b.answers);
    start(a, b, third);
    assertThat(axon.topology().origins(new Topology.BoxId(b.id, "g/b", "answers")))
        .extracting(Topology.BoxId::toString)
        .containsExactlyInAnyOrder("g/a.signal", "g/third.signal");
    assertThat(deadlocks()).isEmpty();
  }

  @Test
  void ifOneThatIsInNoGroupYetMayAnswerItIsNone() {
    var b = new Waiter("b");
    var a = flood("a", 1);
    a.outbox().linkTo(b.inbox());
    b.inbox().limit(1);
    a.signal().linkTo(b.answers);
    Parts.<String>relay("later").signal().linkTo(b.answers);
    start(a, b);
    assertThat(deadlocks()).isEmpty();
  }

  @Test
  void thosesHeldUpByACircleThatWaitsForMessagesAreNamed() {
    var b = new Waiter("b");
    var c = new Waiter("c");
    b.signal().linkTo(c.answers);
    c.signal().linkTo(b.answers);
    var a = flood("a", 1);
    a.outbox().linkTo(b.inbox());
    b.inbox().limit(1);
    start(a, b, c);
    assertThat(deadlocks())
        .containsExactly(
            "g/b waits for a message in g/b.answers, g/c waits for a message in g/c.answers;"
                + " holds up g/a");
  }

  @Test
  void aCircleGoesThroughPassthroughs() {
    var a = flood("a", 1);
    var b = flood("b", 1);
    var shell = Pipeline.of(Pipeline.of(a));
    b.outbox().linkTo(shell.inbox());
    shell.outbox().linkTo(b.inbox());
    start(shell, b);
    assertThat(deadlocks())
        .containsExactly("g/a waits for room in g/b.inbox, g/b waits for room in g/a.inbox");
  }

  @Test
  void aBackplaneIsHeldUpByASubscriberThatWaits() {
    var a = flood("a", 1);
    var plane = new Backplane<String>("plane");
    plane.inbox().limit(1);
    a.outbox().linkTo(plane.inbox());
    plane.subscribe(a.inbox(), Backplane.WhenFull.WAIT);
    start(plane, a);
    assertThat(deadlocks())
        .containsExactly(
            "g/a waits for room in g/plane.inbox, g/plane waits for room in g/a.inbox");
  }

  @Test
  void aDeviceMayBeWokenByWhatNoBoxShows() {
    var a = flood("a", 1);
    var device =
        new Device<String, String>() {
          @Override
          protected void turn() {
            while (hasRoom(outbox) && !inbox.isEmpty()) {
              outbox.send(inbox.receive());
            }
          }

          @Override
          protected String kind() {
            return "device";
          }
        };
    device.inbox().limit(1);
    a.outbox().linkTo(device.inbox());
    device.outbox().linkTo(a.inbox());
    start(device, a);
    assertThat(axon.topology().components())
        .extracting(it -> it.waitsFor().toString())
        .containsExactly("room in g/a.inbox", "room in g/device.inbox");
    assertThat(deadlocks()).isEmpty();
  }

  @Test
  void acrossLoopsAndWithAThreadInTheCircle() {
    for (boolean threaded : List.of(false, true)) {
      try (var real = Axon.builder().loops(2).start()) {
        Component<String, String> a =
            threaded
                ? new ThreadedComponent<>() {
                  @Override
                  protected void run() {
                    sendForEver(outbox);
                  }

                  @Override
                  protected String kind() {
                    return "a";
                  }
                }
                : flood("a", 3);
        var b = flood("b", 1);
        var shell = Pipeline.of(b);
        real.loops().get(0).group("here").add(a);
        real.loops().get(1).group("there").add(shell);
        a.outbox().linkTo(shell.inbox());
        shell.outbox().linkTo(a.inbox());
        a.group.activate(a);
        shell.group.activate(shell);
        List<Deadlock> found = real.deadlocks();
        while (found.isEmpty()) {
          found = real.deadlocks(); // until all boxes are full
        }
        assertThat(found)
            .extracting(Deadlock::toString)
            .containsExactly(
                "here/a waits for room in there/Pipeline.inbox -> there/b.inbox,"
                    + " there/b waits for room in here/a.inbox");
      }
    }
  }

  @Test
  void aRingThatIsBusyOnBothLoopsIsNeverTakenForOne() {
    try (var real = Axon.builder().loops(2).start()) {
      List<Component<String, String>> ring =
          List.of(Parts.relay("a"), Parts.relay("b"), Parts.relay("c"), Parts.relay("d"));
      for (int i = 0; i < ring.size(); i++) {
        ring.get(i).inbox().limit(1);
        real.loops().get(i / 2).group("g").add(ring.get(i));
      }
      for (int i = 0; i < ring.size(); i++) {
        ring.get(i).outbox().linkTo(ring.get((i + 1) % ring.size()).inbox());
        ring.get(i).group.activate(ring.get(i));
      }
      real.loops().get(0).execute(() -> ring.get(0).inbox().putAnyway("token"));
      real.loops().get(1).execute(() -> ring.get(2).inbox().putAnyway("token"));
      for (int i = 0; i < 1000; i++) {
        assertThat(real.deadlocks()).isEmpty();
      }
    }
  }

  private void start(Component<?, ?>... components) {
    for (Component<?, ?> component : components) {
      group.add(component);
    }
    for (Component<?, ?> component : components) {
      group.activate(component);
    }
    axon.runUntilIdle();
  }

  private List<String> deadlocks() {
    return axon.deadlocks().stream().map(Deadlock::toString).toList();
  }

  /** Sends for ever, and takes nothing. */
  private static Component<String, String> flood(String name, int limit) {
    Component<String, String> flood = Component.of(name, (in, out) -> sendForEver(out));
    flood.inbox().limit(limit);
    return flood;
  }

  private static void sendForEver(Outbox<String> out) {
    while (true) {
      out.send("x");
    }
  }

  /** Takes nothing at its inbox, as it waits for an answer first. */
  private static final class Waiter extends Component<String, String> {
    private final String name;
    final Inbox<Signal> answers = addInbox("answers", Signal.class);

    Waiter(String name) {
      this.name = name;
    }

    @Override
    protected void run() {
      answers.receive();
    }

    @Override
    protected String kind() {
      return name;
    }
  }
}
