package org.kamaelia.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.protocol.websocket.Frames.BINARY;
import static org.kamaelia.protocol.websocket.Frames.CLOSE;
import static org.kamaelia.protocol.websocket.Frames.PING;
import static org.kamaelia.protocol.websocket.Frames.PONG;
import static org.kamaelia.protocol.websocket.Frames.TEXT;
import static org.kamaelia.protocol.websocket.Frames.all;
import static org.kamaelia.protocol.websocket.Frames.client;
import static org.kamaelia.protocol.websocket.Frames.code;
import static org.kamaelia.protocol.websocket.Frames.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Signal;
import org.kamaelia.axon.Transformer;
import org.kamaelia.testbed.ProtocolTester;
import org.kamaelia.websocket.Message;
import org.kamaelia.websocket.internal.Limits;
import org.kamaelia.websocket.internal.Spares;

/** A WebSocket on its two pairs of boxes, after the handshake. */
class WebSocketTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final byte[] BYE = client(CLOSE, code(1000, ""));

  private final Set<WebSocket> open = new HashSet<>();
  private final List<Object> seen = new ArrayList<>();

  private WebSocket socket(Component<Message, Message> speaker) {
    return new WebSocket(
        speaker,
        Limits.STANDARD,
        null,
        new Spares(),
        new WebSocket.Open() {
          @Override
          public void begins(WebSocket socket) {
            open.add(socket);
          }

          @Override
          public void ends(WebSocket socket) {
            open.remove(socket);
          }
        });
  }

  private ProtocolTester connect(Component.Body<Message, Message> body) {
    return ProtocolTester.of(socket(Component.of("speaker", body)));
  }

  private static ProtocolTester echo(WebSocketTest test) {
    return test.connect((in, out) -> in.forEach(out::send));
  }

  @Test
  void messagesGoBothWays() {
    try (var peer = echo(this)) {
      peer.send(client(TEXT, "hello")).expect(server(TEXT, "hello"));
      peer.send(client(BINARY, new byte[70_000])).expect(server(BINARY, new byte[70_000]));
      peer.send(client(TEXT, "")).expect(server(TEXT, "")).expectNothing();
      assertThat(open).hasSize(1);
      peer.send(BYE).expect(server(CLOSE, code(1000, ""))).expectEnd();
      assertThat(open).isEmpty();
    }
  }

  @Test
  void aFunctionIsEnough() {
    var upper =
        Transformer.<Message, Message>of(
            "upper", it -> new Message.Text(((Message.Text) it).text().toUpperCase()));
    try (var peer = ProtocolTester.of(socket(upper))) {
      peer.send(all(client(TEXT, "a"), client(TEXT, "b"))).expect(server(TEXT, "A"));
      peer.expect(server(TEXT, "B"));
      peer.send(BYE).expect(server(CLOSE, code(1000, ""))).expectEnd();
    }
  }

  @Test
  void aPingWithinAMessageIsAnsweredBeforeIt() {
    try (var peer = echo(this)) {
      peer.send(all(client(0x01, "one "), client(PING, "p"))).expect(server(PONG, "p"));
      peer.expectNothing();
      peer.send(client(0x80, "two")).expect(server(TEXT, "one two"));
    }
  }

  @Test
  void section2OfManyPingsToOneWhoDoesNotReadTheLastIsAnswered() {
    try (var peer = echo(this)) {
      peer.stopReading();
      for (int i = 0; i < 100; i++) {
        peer.send(all(client(PING, "" + i), client(PING, "again " + i)));
      }
      peer.readOn();
      String answers = new String(peer.take(), StandardCharsets.ISO_8859_1);
      assertThat(answers).contains("again 0", "again 99").doesNotContain("\u00020");
      assertThat(answers.split("again", -1)).hasSizeLessThan(50);
    }
  }

  @Test
  void section7WhatIsSaidBeforeTheCloseIsAnsweredAndNothingAfterIt() {
    try (var peer = echo(this)) {
      peer.send(all(client(TEXT, "last"), client(CLOSE, code(4000, "x")), client(TEXT, "late")));
      peer.expect(server(TEXT, "last")).expect(server(CLOSE, code(4000, ""))).expectEnd();
    }
    try (var peer = echo(this)) {
      peer.send(all(BYE, client(PING, "p"), BYE));
      peer.expect(server(CLOSE, code(1000, ""))).expectEnd();
    }
    try (var peer = echo(this)) {
      peer.send(client(CLOSE, "")).expect(server(CLOSE, "")).expectEnd();
    }
  }

  @Test
  void section7AMessageThatIsCutOffByACloseIsNone() {
    try (var peer = connect((in, out) -> in.forEach(seen::add))) {
      peer.send(all(client(0x01, "half"), BYE));
      peer.expect(server(CLOSE, code(1000, ""))).expectEnd();
      assertThat(seen).isEmpty();
    }
  }

  @Test
  void theComponentsEndClosesAndThePeersAnswerEndsIt() {
    try (var peer = connect((in, out) -> out.send(in.receive()))) {
      peer.send(client(TEXT, "a")).expect(server(TEXT, "a"));
      peer.expect(server(CLOSE, code(1000, "")));
      peer.send(all(client(TEXT, "under way"), client(PING, ""))).expectNothing();
      assertThat(peer.advance(SECOND.multipliedBy(4)).take()).isEmpty();
      peer.send(BYE).expectEnd();
    }
  }

  @Test
  void aPeerThatDoesNotAnswerACloseIsLeft() {
    try (var peer = connect((in, out) -> {})) {
      peer.expect(server(CLOSE, code(1000, "")));
      peer.advance(SECOND.multipliedBy(5)).expectEnd();
    }
  }

  @Test
  void aCloseMayHaveACodeOfItsOwn() {
    try (var peer =
        connect(
            (in, out) -> {
              out.send(new Message.Text("no"));
              out.send(new Message.Close(4001, "because"));
              out.send(new Message.Text("never sent"));
              in.receive();
            })) {
      peer.expect(server(TEXT, "no")).expect(server(CLOSE, code(4001, "because")));
      peer.expectNothing();
      peer.send(client(CLOSE, code(4001, ""))).expectEnd();
    }
  }

  @Test
  void aComponentThatFailsIsToldAsSuchAfterWhatItSaid() {
    try (var peer =
        connect(
            (in, out) -> {
              out.send(new Message.Text("first"));
              in.receive();
              throw new IllegalStateException("broken");
            })) {
      peer.expect(server(TEXT, "first"));
      peer.send(client(TEXT, "x")).expect(server(CLOSE, code(1011, "")));
      peer.send(client(CLOSE, code(1011, ""))).expectEnd();
    }
  }

  @Test
  void aPartThatFailsIsToldAsSuch() {
    var row =
        Pipeline.of(
            Transformer.<Message, Message>of("through", it -> it),
            Component.<Message, Message>of(
                "broken",
                (in, out) -> {
                  in.receive();
                  throw new IllegalStateException("broken");
                }));
    try (var peer = ProtocolTester.of(socket(row))) {
      peer.send(client(TEXT, "x")).expect(server(CLOSE, code(1011, "")));
      peer.send(client(CLOSE, code(1011, ""))).expectEnd();
    }
  }

  @Test
  void aPeerThatDoesWhatItMustNotIsToldAndLeft() {
    try (var peer =
        connect(
            (in, out) -> {
              in.forEach(seen::add);
              seen.add("end");
            })) {
      peer.send(all(client(TEXT, "good"), server(TEXT, "bad"), client(TEXT, "late")));
      peer.expect(server(CLOSE, code(1002, "a frame of the client is not masked"))).expectEnd();
      assertThat(seen).containsExactly(new Message.Text("good"), "end");
    }
    try (var peer = echo(this)) {
      peer.send(client(0x01, new byte[] {'a', (byte) 0xFF}));
      peer.expect(server(CLOSE, code(1007, "a text is no UTF-8"))).expectEnd();
    }
    try (var peer = echo(this)) {
      peer.send(new byte[] {(byte) 0x82, (byte) 0xFF, 0, 0, 0, 0, 0, 0x10, 0, 1});
      peer.expect(server(CLOSE, code(1009, "a message is too long"))).expectEnd();
    }
  }

  @Test
  void aSilentPeerIsAskedAndLeftIfItDoesNotAnswer() {
    try (var peer = echo(this)) {
      peer.advance(SECOND.multipliedBy(29)).send(client(TEXT, "a")).expect(server(TEXT, "a"));
      peer.advance(SECOND.multipliedBy(29)).expectNothing();
      peer.advance(SECOND).expect(server(PING, ""));
      peer.advance(SECOND.multipliedBy(9)).expectNothing();
      peer.send(client(PONG, "")).advance(SECOND.multipliedBy(29)).expectNothing();
      peer.advance(SECOND).expect(server(PING, ""));
      peer.advance(SECOND.multipliedBy(10));
      peer.expect(server(CLOSE, code(1011, "no answer to a ping"))).expectEnd();
    }
  }

  @Test
  void whoHasGoneIsNotAskedWhileTheComponentEnds() {
    try (var peer = ProtocolTester.of(socket(sleeper()))) {
      peer.advance(SECOND.multipliedBy(39)).expect(server(PING, ""));
      peer.end().advance(SECOND.multipliedBy(4)).expectNothing();
      peer.advance(SECOND).expect(server(CLOSE, code(1000, "")));
    }
  }

  @Test
  void aComponentThatIsBusyIsNoReasonToLeave() {
    try (var peer =
        connect(
            (in, out) -> {
              while (true) {
                in.receive(Duration.ofMinutes(1));
              }
            })) {
      peer.send(client(TEXT, "a"));
      assertThat(peer.advance(SECOND.multipliedBy(35)).take()).isEqualTo(server(PING, ""));
    }
    try (var peer = ProtocolTester.of(socket(sleeper()))) {
      for (int i = 0; i < 500; i++) {
        peer.send(client(TEXT, "a"));
      }
      peer.advance(Duration.ofMinutes(10)).expectNothing();
    }
  }

  private static Component<Message, Message> sleeper() {
    return new Component<>() {
      @Override
      protected void run() {
        clock().sleep(Duration.ofDays(1));
      }
    };
  }

  @Test
  void toldToFinishItAnswersWhatCameAndGoesAway() {
    try (var peer = echo(this)) {
      peer.send(client(TEXT, "a")).finish();
      peer.expect(server(TEXT, "a")).expect(server(CLOSE, code(1001, "")));
      peer.send(client(CLOSE, code(1001, ""))).expectEnd();
    }
    try (var peer = echo(this)) {
      peer.finish().expect(server(CLOSE, code(1001, "")));
      peer.advance(SECOND.multipliedBy(5)).expectEnd();
    }
  }

  @Test
  void aComponentThatLooksAtSignalsEndsWhenItWantsTo() {
    var speaker =
        new Component<Message, Message>() {
          @Override
          protected void run() {
            while (select(inbox, control()) == inbox) {
              outbox.send(inbox.receive());
            }
            if (control().receive() instanceof Signal.Shutdown shutdown) {
              seen.add(shutdown.within());
            }
            outbox.send(new Message.Text("goodbye"));
            outbox.send(inbox.receive());
          }
        };
    try (var peer = ProtocolTester.of(socket(speaker))) {
      peer.finish().expect(server(TEXT, "goodbye")).expectNothing();
      peer.send(client(TEXT, "wait")).expect(server(TEXT, "wait"));
      peer.expect(server(CLOSE, code(1001, "")));
      peer.send(BYE).expectEnd();
      assertThat(seen).containsExactly(SECOND.multipliedBy(10));
    }
  }

  @Test
  void whenItsFactoryGoesOneThatDoesNotEndIsLeft() {
    try (var peer = ProtocolTester.of(socket(sleeper()))) {
      open.iterator().next().finish(new Signal.Shutdown(SECOND, "gone"));
      peer.expectNothing();
      peer.advance(SECOND).expect(server(CLOSE, code(1001, "")));
      assertThat(open).isEmpty();
    }
  }

  @Test
  void whenItsFactoryGoesTheComponentHearsOfThat() {
    try (var peer = echo(this)) {
      peer.send(client(TEXT, "a")).expect(server(TEXT, "a"));
      open.iterator().next().finish(new Signal.Shutdown(SECOND, "gone"));
      peer.expect(server(CLOSE, code(1001, "")));
      peer.send(BYE).expectEnd();
    }
  }

  @Test
  void aPeerThatGoesWithoutAWordStillGetsTheAnswers() {
    try (var peer = echo(this)) {
      peer.send(client(TEXT, "a")).end();
      peer.expect(server(TEXT, "a")).expect(server(CLOSE, code(1000, ""))).expectEnd();
    }
  }

  @Test
  void aComponentThatDoesNotEndWhenThePeerHasClosedIsLeft() {
    try (var peer = ProtocolTester.of(socket(sleeper()))) {
      peer.send(client(CLOSE, code(1001, ""))).expectNothing();
      peer.advance(SECOND.multipliedBy(5)).expect(server(CLOSE, code(1001, "")));
    }
  }

  @Test
  void aPeerThatDoesNotReadMakesTheComponentWait() {
    int[] sent = new int[1];
    try (var peer =
        connect(
            (in, out) -> {
              while (true) {
                out.send(new Message.Binary(ByteBuffer.allocate(10_000)));
                sent[0]++;
              }
            })) {
      peer.stopReading();
      int before = sent[0];
      peer.advance(Duration.ofMinutes(1));
      assertThat(sent[0]).isEqualTo(before).isLessThan(100);
      peer.readOn().take(1_000_000);
      assertThat(sent[0]).isGreaterThan(before + 50);
    }
  }

  @Test
  void aComponentThatDoesNotTakeMakesThePeerWait() {
    int[] taken = new int[1];
    var slow =
        new Component<Message, Message>() {
          @Override
          protected void run() {
            for (Message message : inbox) {
              taken[0]++;
              clock().sleep(SECOND);
            }
          }
        };
    try (var peer = ProtocolTester.of(socket(slow))) {
      for (int i = 0; i < 50; i++) {
        peer.send(client(BINARY, new byte[50_000]));
      }
      peer.advance(SECOND.multipliedBy(49));
      assertThat(taken[0]).isEqualTo(50);
    }
  }
}
