package org.kamaelia.net.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS over a wire in memory, with every kind of fragment and accident. */
@Timeout(120)
class TlsStreamTest {

  @ParameterizedTest
  @CsvSource({"TLSv1.3,1", "TLSv1.3,7", "TLSv1.3,1000000", "TLSv1.2,1", "TLSv1.2,1000000"})
  void bothSidesHearAllThatTheOtherSaidAndThenItsEnd(String version, int fragment) {
    try (var talk = new Talk(version)) {
      talk.clientWire.fragment = fragment;
      talk.serverWire.fragment = fragment;
      talk.open();
      assertThat(talk.server.stream.session().orElseThrow().version()).isEqualTo(version);
      talk.client.say("hello").say("x".repeat(40_000));
      talk.server.say("welcome");
      talk.talk().run();
      talk.server.endsWhenSaid = true;
      talk.client.endsWhenSaid = version.equals("TLSv1.3");
      talk.talk().run();
      assertThat(talk.server.heard()).isEqualTo("hello" + "x".repeat(40_000));
      assertThat(talk.client.heard()).isEqualTo("welcome");
      assertThat(talk.client.inputOver).isTrue();
      assertThat(talk.server.inputOver).isTrue();
      assertThat(talk.client.failure).isNull();
      assertThat(talk.server.failure).isNull();
      assertThat(talk.bench.inFlight()).isZero();
    }
  }

  @Test
  void manyBytesInManyShapesArriveAsTheyWere() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      try (var talk = new Talk(random.nextBoolean() ? "TLSv1.3" : "TLSv1.2")) {
        for (Wire wire : new Wire[] {talk.clientWire, talk.serverWire}) {
          wire.fragment = 1 + random.nextInt(random.nextBoolean() ? 100 : 40_000);
          wire.room = 1 + random.nextInt(random.nextBoolean() ? 100 : 100_000);
        }
        talk.server.most = 1 + random.nextInt(20_000);
        talk.client.most = 1 + random.nextInt(200);
        talk.open();
        byte[] one = new byte[random.nextInt(100_000)];
        byte[] two = new byte[random.nextInt(20_000)];
        random.nextBytes(one);
        random.nextBytes(two);
        talk.client.say(one);
        talk.server.say(two);
        talk.talk().run();
        assertThat(talk.server.heard.toByteArray()).as("seed %d", seed).isEqualTo(one);
        assertThat(talk.client.heard.toByteArray()).as("seed %d", seed).isEqualTo(two);
        talk.client.endsWhenSaid = true;
        talk.talk().run();
        assertThat(talk.server.inputOver).as("seed %d", seed).isTrue();
      }
    }
  }

  @Test
  void inTls13EachSideMayEndAndHearOn() {
    try (var talk = new Talk("TLSv1.3").open()) {
      talk.client.say("my last word").endsWhenSaid = true;
      talk.talk().run();
      assertThat(talk.server.inputOver).isTrue();
      assertThat(talk.serverWire.isOverForReader()).isTrue();
      talk.server.say("there is more").say("y".repeat(100_000)).endsWhenSaid = true;
      talk.talk().run();
      assertThat(talk.client.heard()).isEqualTo("there is more" + "y".repeat(100_000));
      assertThat(talk.client.inputOver).isTrue();
    }
  }

  @Test
  void inTls12WhatIsSaidAfterTheOtherSidesEndIsThrownAway() {
    try (var talk = new Talk("TLSv1.2").open()) {
      talk.client.say("my last word").endsWhenSaid = true;
      talk.talk().run();
      assertThat(talk.server.heard()).isEqualTo("my last word");
      assertThat(talk.server.inputOver).isTrue();
      talk.server.say("there is more").endsWhenSaid = true;
      talk.talk().run();
      assertThat(talk.server.failure).isNull();
      assertThat(talk.server.unsaid()).isZero();
      assertThat(talk.client.heard()).isEmpty();
      assertThat(talk.client.inputOver).isTrue();
      assertThat(talk.clientWire.isOverForReader()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void theWiresEndWithoutCloseNotifyIsNoEnd(String version) {
    try (var talk = new Talk(version).open()) {
      talk.client.say("all of it?");
      talk.talk().run();
      talk.clientWire.cut();
      talk.run();
      assertThat(talk.server.heard()).isEqualTo("all of it?");
      assertThat(talk.server.inputOver).isFalse();
      assertThat(talk.server.failure).hasMessageContaining("without TLS close_notify");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void anEndOrAResetAtAnyByteIsAnErrorAndNoHang(String version) {
    for (boolean reset : new boolean[] {false, true}) {
      for (int at = 0; at < 1200; at += 13) {
        try (var talk = new Talk(version)) {
          talk.clientWire.cutAt = at;
          talk.clientWire.cutByReset = reset;
          talk.attach();
          talk.run();
          talk.client.say("z".repeat(1200));
          talk.talk().run();
          assertThat(talk.server.failure).as("at %d, %s", at, reset).isNotNull();
          assertThat(talk.serverWire.closed || !talk.server.connected).isTrue();
          talk.server.stream.abort();
          talk.client.stream.abort();
          assertThat(talk.bench.inFlight()).isZero();
        }
      }
    }
  }

  @Test
  void garbageIsRefusedAndAnsweredWithAnAlert() {
    try (var talk = new Talk("TLSv1.3")) {
      talk.server.attach(talk.axon.loops().getFirst());
      talk.serverWire.arrive("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      talk.run();
      assertThat(talk.server.failure).hasMessageContaining("TLS handshake: ");
      assertThat(talk.clientWire.waiting()).as("an alert").isBetween(1, 20);
      assertThat(talk.serverWire.closed).isTrue();
      assertThat(talk.clientWire.reset()).isFalse();
    }
  }

  @Test
  void noGarbageGetsMoreThanAnError() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      try (var talk = new Talk("TLSv1.3")) {
        talk.server.attach(talk.axon.loops().getFirst());
        talk.serverWire.fragment = 1 + random.nextInt(2000);
        byte[] bytes = new byte[1 + random.nextInt(60_000)];
        random.nextBytes(bytes);
        for (int at = 0; at + 5 < bytes.length && random.nextInt(10) > 0; ) {
          bytes[at] = (byte) (20 + random.nextInt(5));
          bytes[at + 1] = 3;
          bytes[at + 2] = (byte) random.nextInt(5);
          bytes[at + 3] = (byte) random.nextInt(random.nextBoolean() ? 2 : 80);
          at += 5 + (Byte.toUnsignedInt(bytes[at + 3]) << 8) + Byte.toUnsignedInt(bytes[at + 4]);
        }
        talk.serverWire.arrive(bytes);
        talk.serverWire.arriveEnd();
        talk.run();
        assertThat(talk.server.failure).as("seed %d", seed).isNotNull();
        assertThat(talk.server.connected).as("seed %d", seed).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void oneChangedByteIsAnErrorAndNeverOtherBytes(String version) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 150; round++) {
      try (var talk = new Talk(version)) {
        Wire spoilt = random.nextBoolean() ? talk.clientWire : talk.serverWire;
        spoilt.spoilAt = random.nextInt(2500);
        spoilt.spoilBy = (byte) (1 << random.nextInt(8));
        talk.clientWire.fragment = 1 + random.nextInt(5000);
        talk.attach();
        talk.run();
        String word = "w".repeat(2000);
        talk.client.say(word);
        talk.server.say(word);
        talk.talk().run();
        assertThat(word).as("seed %d", seed).startsWith(talk.server.heard());
        assertThat(word).as("seed %d", seed).startsWith(talk.client.heard());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aPeerThatDoesNotReadStopsTheSenderAndThenGoesOn(String version) {
    try (var talk = new Talk(version).open()) {
      talk.clientWire.room = 5000;
      talk.client.pauses = true;
      byte[] all = new byte[200_000];
      new Random(1).nextBytes(all);
      talk.server.say(all);
      talk.talk().run();
      assertThat(talk.server.unsaid()).isGreaterThan(150_000);
      talk.client.pauses = false;
      talk.talk().run();
      assertThat(talk.client.heard.toByteArray()).isEqualTo(all);
      assertThat(talk.server.unsaid()).isZero();
    }
  }

  @Test
  void whatIsThereAndNotReadIsToldOfAfterAPause() {
    try (var talk = new Talk("TLSv1.3").open()) {
      talk.server.pauses = true;
      talk.talk();
      talk.client.say("a".repeat(50_000));
      talk.talk().run();
      talk.server.pauses = false;
      talk.talk().run();
      assertThat(talk.server.heard()).hasSize(50_000);
    }
  }

  @Test
  void renegotiationIsRefused() throws Exception {
    try (var talk = new Talk("TLSv1.2").open()) {
      talk.clientEngine.beginHandshake();
      talk.client.say("x").talk();
      talk.run();
      assertThat(talk.server.failure).hasMessageContaining("renegotiate");
      assertThat(talk.clientWire.reset()).isTrue();
    }
  }

  @Test
  void keyUpdatesAreAnswered() throws Exception {
    try (var talk = new Talk("TLSv1.3").open()) {
      for (int i = 0; i < 100; i++) {
        // In TLS 1.3 this is what the JDK makes of it.
        talk.clientEngine.beginHandshake();
        talk.client.say("after ");
        talk.talk().run();
      }
      assertThat(talk.server.failure).isNull();
      assertThat(talk.server.heard()).isEqualTo("after ".repeat(100));
    }
  }

  @Test
  void aFloodOfKeyUpdatesWithoutReadingTheAnswersIsHeldUp() throws Exception {
    try (var talk = new Talk("TLSv1.3").open()) {
      talk.client.pauses = true;
      talk.clientWire.room = 10;
      for (int i = 0; i < 500; i++) {
        talk.clientEngine.beginHandshake();
        talk.client.say("a");
        talk.talk().run();
      }
      assertThat(talk.server.failure).isNull();
      assertThat(talk.serverWire.waiting()).as("left unread").isGreaterThan(5000);
      talk.client.pauses = false;
      talk.talk().run();
      assertThat(talk.server.heard()).isEqualTo("a".repeat(500));
    }
  }

  @Test
  void aStreamMayBeClosedWhileItsHandshakeIsAtWorkElsewhere() {
    Deque<Runnable> works = new ArrayDeque<>();
    try (var talk = new Talk("TLSv1.3", works::add)) {
      talk.attach();
      talk.run();
      assertThat(works).isNotEmpty();
      int before = talk.bench.inFlight();
      talk.server.stream.close();
      assertThat(talk.bench.inFlight()).isEqualTo(before);
      works.forEach(Runnable::run);
      talk.run();
      assertThat(talk.bench.inFlight()).isZero(); // the client has failed
      assertThat(talk.serverWire.closed).isTrue();
      assertThatThrownBy(() -> talk.server.stream.read(1))
          .isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void bytesThatComeWhileTheHandshakeIsAtWorkWait() {
    Deque<Runnable> works = new ArrayDeque<>();
    try (var talk = new Talk("TLSv1.3", works::add)) {
      talk.attach();
      talk.run();
      talk.serverWire.arrive(new byte[] {1});
      talk.run();
      while (!works.isEmpty()) {
        works.poll().run();
        talk.run();
      }
      assertThat(talk.server.failure).isNotNull();
    }
  }

  @Test
  void closingSaysSoToTheOtherSide() {
    try (var talk = new Talk("TLSv1.3").open()) {
      talk.server.stream.close();
      talk.run();
      assertThat(talk.client.inputOver).isTrue();
      assertThat(talk.client.failure).isNull();
    }
  }

  @Test
  void cuttingIsNoEnd() {
    try (var talk = new Talk("TLSv1.3").open()) {
      talk.server.stream.abort();
      talk.run();
      assertThat(talk.client.inputOver).isFalse();
      assertThat(talk.client.failure).isNotNull();
    }
  }

  @Test
  void oneWriteIsOneRecord() throws Exception {
    try (var talk = new Talk("TLSv1.3").open()) {
      int size = talk.server.stream.scratch().capacity();
      assertThat(size).isBetween(16_000, 16_384);
      long before = talk.serverWire.written;
      talk.server.stream.write(ByteBuffer.wrap(new byte[size]));
      assertThat(talk.serverWire.written - before).isBetween(size + 1L, size + 50L);
    }
  }

  @Test
  void whatARecordAnnouncesIsNotHeldBeforeItComes() {
    var incoming = new Incoming();
    incoming.add(ByteBuffer.wrap(new byte[] {23, 3, 3, 0x40, 0, 1}));
    assertThat(incoming.whole()).isZero();
    assertThat(incoming.source().capacity()).isLessThan(100);
    byte[] rest = new byte[0x4000 - 1];
    incoming.add(ByteBuffer.wrap(Arrays.copyOf(rest, rest.length)));
    assertThat(incoming.whole()).isEqualTo(0x4000 + Incoming.HEADER);
  }
}
