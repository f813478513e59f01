package org.kamaelia.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Backplane;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.websocket.Message;

class ViewerTest implements Viewer.Host {
  private final SteppedAxon axon = new SteppedAxon(1);
  private final Backplane<Update> backplane = new Backplane<>("updates");
  private final Page page = new Page();
  private final Publisher publisher = new Publisher();
  private final Viewer viewer = new Viewer(this);
  private int follows;
  private boolean left;
  private Wish wish = Wish.NONE;

  /** A browser, as far as a viewer knows. */
  private static final class Page extends Component<Message, Message> {
    final List<Message> got = new ArrayList<>();

    @Override
    protected void run() {
      inbox.forEach(got::add);
    }

    void say(String text) {
      assertThat(outbox.trySend(new Message.Text(text))).isTrue();
    }

    void leave() {
      outbox.end();
    }

    List<String> texts() {
      return got.stream().map(it -> ((Message.Text) it).text()).toList();
    }
  }

  private static final class Publisher extends Component<Object, Update> {
    @Override
    protected void run() {
      inbox.forEach(it -> {});
    }

    void publish(boolean whole, String text) {
      assertThat(outbox.trySend(new Update(whole, text))).isTrue();
    }
  }

  ViewerTest() {
    page.outbox().linkTo(viewer.inbox());
    viewer.outbox().linkTo(page.inbox());
    publisher.outbox().linkTo(backplane.inbox());
    // the publisher does not end, as nothing is linked to it
    axon.activate(publisher, backplane, page, viewer);
    axon.runUntilIdle();
  }

  @Override
  public void follow(Viewer viewer, Inbox<Update> updates) {
    follows++;
    backplane.subscribe(updates, Backplane.WhenFull.DISCONNECT);
  }

  @Override
  public void wish(Viewer viewer, Wish wish) {
    this.wish = wish;
  }

  @Override
  public void leave(Viewer viewer) {
    left = true;
  }

  private void publish(boolean whole, String text) {
    publisher.publish(whole, text);
    axon.runUntilIdle();
  }

  private void say(String text) {
    page.say(text);
    axon.runUntilIdle();
  }

  @Test
  void itBeginsWithAllAndSkipsWhatOthersBeginWith() {
    publish(false, "early");
    publish(true, "all");
    publish(false, "a");
    publish(true, "all, for another one");
    publish(false, "b");
    assertThat(page.texts()).containsExactly("all", "a", "b");
  }

  @Test
  void aPageThatTakesNothingIsSentAFewAndThenBeginsAnewWithAll() {
    publish(true, "all");
    for (int i = 1; i <= 100; i++) {
      publish(false, "change " + i);
    }
    assertThat(page.texts()).containsExactly("all", "change 1", "change 2", "change 3");
    say("{\"seen\":4}");
    assertThat(page.texts().subList(4, page.texts().size()))
        .containsExactly("change 4", "change 5", "change 6", "change 7");
    say("{\"seen\":8}");
    axon.advance(Duration.ofSeconds(1));
    assertThat(follows).isEqualTo(2);
    publish(false, "change 101");
    publish(true, "all anew");
    publish(false, "change 102");
    assertThat(page.texts().subList(8, page.texts().size()))
        .containsExactly("all anew", "change 102");
  }

  @Test
  void itTellsWhatThePageLooksAt() {
    say("{\"seen\":0,\"components\":[3],\"connections\":[5]}");
    assertThat(wish.components()).containsExactly(3L);
    assertThat(wish.connections()).containsExactly(5L);
  }

  @Test
  void whatIsNoWishEndsIt() {
    say("hello");
    assertThat(page.got).containsExactly(new Message.Close(1008, "what was that?"));
    assertThat(left).isTrue();
    assertThat(viewer.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  void itEndsWithThePage() {
    page.leave();
    axon.runUntilIdle();
    assertThat(left).isTrue();
    assertThat(viewer.state()).isEqualTo(Component.State.ENDED);
  }
}
