package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DynamicBoxesTest {
  private final SteppedAxon axon = new SteppedAxon(10);
  private final Group group = axon.group("test");
  private final Hub hub = group.activate(new Hub());
  private final List<String> seen = new ArrayList<>();

  @Test
  @Tag("A1")
  void anAddedBoxIsEmptyAndHasTheNameAskedForElseOneThatBeginsWithIt() {
    Inbox<String> first = hub.addInbox("client", String.class);
    Inbox<String> second = hub.addInbox("client", String.class);
    Outbox<String> third = hub.addOutbox("client", String.class);
    Inbox<String> standard = hub.addInbox("inbox", String.class);
    assertThat(List.of(first.name(), second.name(), third.name(), standard.name()))
        .doesNotHaveDuplicates()
        .startsWith("client", "client#2")
        .allMatch(name -> name.matches("(client|inbox)(#\\d+)?"));
    assertThat(standard.name()).isNotEqualTo("inbox");
    assertThat(first.isEmpty()).isTrue();
    assertThat(hub.boxes()).contains(first, second, third, standard);
  }

  @Test
  @Tag("A1")
  void aBoxAddedWhileRunningWorksAsTheStandardOnes() {
    Outbox<String> toSink = hub.addOutbox("client", String.class);
    Inbox<String> fromSource = hub.addInbox("client", String.class);
    var source = Parts.source("a", "b");
    var sink = Parts.sink(seen);
    toSink.linkTo(sink.inbox());
    Linkage.link(source, "outbox", hub, fromSource.name());
    group.activate(sink);
    group.activate(source);
    hub.does(me -> fromSource.forEach(toSink::send));
    axon.runUntilIdle();
    assertThat(seen).containsExactly("a", "b");
  }

  @Test
  @Tag("A2")
  void aRemovedInboxDropsWhatItHoldsAndTellsWhoeverSendsThere() {
    Inbox<String> client = hub.addInbox("client", String.class);
    client.limit(1);
    var source = Parts.source("a", "b", "c");
    source.outbox().linkTo(client);
    group.activate(source);
    axon.runUntilIdle();
    assertThat(source.state()).isEqualTo(Component.State.ACTIVE);
    hub.removeBox(client);
    axon.runUntilIdle();
    assertThat(source.state()).isEqualTo(Component.State.ENDED);
    assertThat(hub.boxes()).doesNotContain(client);
  }

  @Test
  @Tag("A2")
  void aRemovedOutboxEndsItsStreamAfterTheLastMessage() {
    Outbox<String> client = hub.addOutbox("client", String.class);
    var sink = Parts.sink(seen);
    client.linkTo(sink.inbox());
    group.activate(sink);
    client.send("a");
    hub.removeBox(client);
    axon.runUntilIdle();
    assertThat(seen).containsExactly("a");
    assertThat(sink.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  @Tag("A2")
  void removingAnInboxLeavesWhatItWasPassedOnTo() {
    Inbox<String> client = hub.addInbox("client", String.class);
    var sink = Parts.sink(seen);
    var source = Parts.<String>relay("source");
    source.outbox().linkTo(client);
    client.linkTo(sink.inbox());
    group.activate(sink);
    group.activate(source);
    hub.removeBox(client);
    source.inbox().put("a");
    axon.runUntilIdle();
    assertThat(source.state()).isEqualTo(Component.State.ENDED);
    assertThat(sink.state()).isEqualTo(Component.State.ACTIVE);
  }

  @Test
  @Tag("A2")
  void removingWhatWasNotAddedIsRefused() {
    Inbox<String> client = hub.addInbox("client", String.class);
    hub.removeBox(client);
    assertThatThrownBy(() -> hub.removeBox(client))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("test/Hub.client is not a box that test/Hub has added");
    assertThatThrownBy(() -> hub.removeBox(hub.inbox()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> hub.removeBox(new Hub().inbox()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Tag("A3")
  void addingAndRemovingAgainAndAgainLeavesTheStandardBoxes() {
    List<Box<?>> before = List.copyOf(hub.boxes());
    for (int i = 0; i < 1000; i++) {
      Inbox<String> in = hub.addInbox("client", String.class);
      Outbox<String> out = hub.addOutbox("client", String.class);
      hub.attach(in, "resource");
      hub.removeBox(in);
      hub.removeBox(out);
    }
    assertThat(hub.boxes()).containsExactlyElementsOf(before);
    assertThat(hub.addInbox("client", String.class).name()).isEqualTo("client");
  }

  @Test
  @Tag("A4")
  void whatIsAttachedToABoxIsFoundThereUnchangedAndGoesWithIt() {
    record Client(String address) {}
    Client one = new Client("one");
    Client two = new Client("two");
    Inbox<String> added = hub.addInbox("client", String.class);
    hub.attach(added, one);
    hub.attach(hub.inbox(), two);
    assertThat(hub.resource(added, Client.class)).containsSame(one);
    assertThat(hub.resource(hub.inbox(), Client.class)).containsSame(two);
    assertThat(hub.resource(hub.outbox(), Client.class)).isEmpty();
    hub.removeBox(added);
    assertThatThrownBy(() -> hub.resource(added, Client.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("test/Hub.client is not a box of test/Hub");
    assertThatThrownBy(() -> hub.attach(new Hub().inbox(), one))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Does what the test says, in its body. */
  private static final class Hub extends Component<String, String> {
    private final Inbox<Object> orders = addInbox("orders", Object.class);

    @Override
    @SuppressWarnings("unchecked") // only does() sends here
    protected void run() {
      for (Object order : orders) {
        ((Consumer<Hub>) order).accept(this);
      }
    }

    void does(Consumer<Hub> order) {
      orders.put(order);
    }
  }
}
