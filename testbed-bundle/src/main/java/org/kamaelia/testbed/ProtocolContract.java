package org.kamaelia.testbed;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.record.Dump;

/**
 * The hostile peers that every protocol has to withstand, as JUnit tests. A protocol's test extends
 * this and says how its components are made:
 *
 * {@snippet :
 * class EchoContractTest extends ProtocolContract {
 *   protected ProtocolFactory factory() {
 *     return new EchoFactory();
 *   }
 * }
 * }
 *
 * <p>What is asked of a protocol: whatever comes, it does not fail; however it comes, the answer is
 * the same; it holds a bounded amount of memory; and it ends, with all that it started, when it is
 * told to finish.
 *
 * <p>The seed is drawn anew in each run and shown when a test fails; {@code -Dkamaelia.seed=N}
 * repeats it.
 */
public abstract class ProtocolContract {
  /** The most that a protocol may get rid of while the peer does not read. */
  private static final int UNREAD = 4 << 20;

  /** What is compared of an answer that may have no end. */
  private static final int ANSWER = 256 << 10;

  /** Just before a protocol that was told to finish is stopped. */
  private static final Duration LAST_MOMENT = Peer.FINISH.minusMillis(1);

  private final long seed =
      Long.getLong("kamaelia.seed", RandomGenerator.getDefault().nextInt(1, 1_000_000_000));

  /** For the protocol's test. */
  protected ProtocolContract() {}

  /**
   * Makes the protocol's factory. Called once or more a test.
   *
   * @throws Exception what fails the test
   */
  protected abstract ProtocolFactory factory() throws Exception;

  /**
   * What a peer sends in an ordinary exchange: the tests send it whole, in parts, broken, and again
   * and again. {@code hello} and CRLF if the protocol's test does not say.
   */
  protected byte[] exchange() {
    return "hello\r\n".getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Whether the protocol's code may do what makes its runs differ; not, if the protocol's test does
   * not say. A key exchange, for one, needs chance that no seed decides.
   */
  protected boolean mayDo(Determinism.Finding finding) {
    return false;
  }

  @ContractTest
  void itsCodeTakesTimeAndChanceFromItsContextOnly() throws Exception {
    Class<?> factory = factory().getClass();
    if (!factory.isHidden()) { // a lambda has no class file
      List<Determinism.Finding> findings =
          Determinism.of(factory).stream().filter(it -> !mayDo(it)).toList();
      if (!findings.isEmpty()) {
        throw new AssertionError(
            findings.stream()
                .map(Object::toString)
                .collect(Collectors.joining("\n  ", "its runs cannot be repeated:\n  ", "")));
      }
    }
  }

  @ContractTest
  void aByteAtATimeGetsTheSameAnswerAsAllAtOnce() throws Exception {
    byte[] whole = repeated(exchange(), 3);
    Answer expected = answer(peer -> peer.send(whole));
    Answer seen = answer(peer -> sendByteAtATime(peer, whole));
    checkEqual(expected, seen, "a byte at a time gets another answer than all at once");
  }

  @ContractTest
  void aSlowReaderGetsTheSameAnswer() throws Exception {
    byte[] input = manyExchanges();
    Answer expected = answer(peer -> peer.send(input));
    Answer seen = answer(peer -> peer.stopReading().send(input).readOn());
    checkEqual(expected, seen, "a slow reader gets another answer");
  }

  @ContractTest
  void aPeerThatDoesNotReadMakesItWait() throws Exception {
    try (var peer = connect()) {
      Flood flood = new Flood();
      peer.stopReading();
      flood.send(peer, manyExchanges());
      long unread = peer.unread();
      if (unread > UNREAD) {
        throw peer.failed("it got rid of %d bytes that nobody reads".formatted(unread));
      }
      flood.checkMemory(peer);
      finishes(peer.readOn());
    }
  }

  @ContractTest
  void anInputWithoutEndIsNotKept() throws Exception {
    byte[] opening = exchange();
    for (byte[] before : List.of(new byte[0], Arrays.copyOf(opening, opening.length * 3 / 4))) {
      try (var peer = connect()) {
        Flood flood = new Flood();
        peer.send(before);
        byte[] chunk = new byte[Peer.READ];
        Arrays.fill(chunk, (byte) 'A');
        flood.send(peer, chunk);
        flood.checkMemory(peer);
        finishes(peer);
      }
    }
  }

  @ContractTest
  void aHalfCloseLosesNoAnswer() throws Exception {
    byte[] expected;
    try (var peer = connect()) {
      expected = read(peer.send(exchange()));
    }
    try (var peer = connect()) {
      byte[] seen = read(peer.sendLast(exchange()));
      if (expected.length < ANSWER) {
        checkEqual(
            expected,
            Arrays.copyOf(seen, Math.min(seen.length, expected.length)),
            peer,
            "the peer's end changes the answer to what came before");
      }
    }
  }

  @ContractTest
  void aHalfCloseEndsItUnlessItHasMoreToSay() throws Exception {
    try (var peer = connect()) {
      int said = read(peer.send(exchange()).end()).length;
      if (said < ANSWER && !peer.hasEnded()) {
        peer.advance(Duration.ofHours(1));
        if (peer.unread() == 0) {
          peer.expectEnd();
        }
      }
      finishes(peer);
    }
  }

  @ContractTest
  void aResetAtAnyPointEndsIt() throws Exception {
    for (byte[] part : beginnings()) {
      try (var peer = connect()) {
        peer.send(part).reset().advance(LAST_MOMENT).expectEnd();
      }
      try (var peer = connect()) {
        peer.stopReading().send(part).reset().advance(LAST_MOMENT).expectEnd();
      }
    }
  }

  @ContractTest
  void aSilentPeerIsNoFailure() throws Exception {
    try (var peer = connect()) {
      finishes(peer.advance(Duration.ofMinutes(10)));
    }
  }

  @ContractTest
  void garbageIsNoFailure() throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 100; round++) {
      byte[] garbage = random.nextBoolean() ? noise(random) : broken(random, exchange());
      try (var peer = connect()) {
        for (int at = 0; at < garbage.length; ) {
          int to = Math.min(garbage.length, at + random.nextInt(1, 1000));
          peer.send(Arrays.copyOfRange(garbage, at, to));
          at = to;
        }
        finishes(random.nextBoolean() ? peer.end() : peer);
      }
    }
  }

  @ContractTest
  void toldToFinishAtAnyPointItEndsInTime() throws Exception {
    for (byte[] part : beginnings()) {
      try (var peer = connect()) {
        finishes(peer.send(part));
      }
    }
  }

  @ContractTest
  void handedOverAtAnyPointItGivesTheSameAnswer() throws Exception {
    if (!factory().handsOver()) {
      return;
    }
    byte[] whole = exchange();
    Answer expected = answer(peer -> peer.send(whole));
    for (byte[] part : beginnings()) {
      ByteArrayOutputStream seen = new ByteArrayOutputStream();
      try (var before = connect()) {
        seen.writeBytes(read(before.send(part)));
        seen.writeBytes(read(before.finish()));
        before.expectEnd();
      }
      Answer rest = answer(peer -> peer.send(Arrays.copyOfRange(whole, part.length, whole.length)));
      seen.writeBytes(rest.bytes);
      checkEqual(
          expected.bytes,
          seen.toByteArray(),
          rest.peer,
          "handed over after %d bytes it gives another answer".formatted(part.length));
    }
  }

  @ContractTest
  void connectionsShareNothing() throws Exception {
    SteppedAxon axon = new SteppedAxon(seed);
    ProtocolFactory factory = factory();
    List<ProtocolTester> peers = new ArrayList<>();
    List<byte[]> inputs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      peers.add(ProtocolTester.of(factory, new TestConnection(i + 1), axon));
      // Each is one exchange further than the one before.
      inputs.add(repeated(exchange(), i + 1));
    }
    for (int at = 0; at < inputs.getLast().length; at++) {
      for (int i = 0; i < peers.size(); i++) {
        if (at < inputs.get(i).length) {
          peers.get(i).send(Arrays.copyOfRange(inputs.get(i), at, at + 1));
        }
      }
    }
    peers.getFirst().reset();
    for (int i = 1; i < peers.size(); i++) {
      byte[] alone;
      try (var peer =
          ProtocolTester.of(factory(), new TestConnection(i + 1), new SteppedAxon(seed))) {
        sendByteAtATime(peer, inputs.get(i));
        alone = read(peer);
      }
      checkEqual(alone, read(peers.get(i)), peers.get(i), "among others the answer is another");
    }
    peers.forEach(ProtocolTester::close);
  }

  private interface Conversation {
    void with(ProtocolTester peer);
  }

  private ProtocolTester connect() throws Exception {
    return ProtocolTester.of(factory(), new TestConnection(1), new SteppedAxon(seed));
  }

  /** What was answered, and the conversation in which it was. */
  @SuppressWarnings("ArrayRecordComponent") // compared by its bytes
  private record Answer(byte[] bytes, ProtocolTester peer) {}

  /** What is said in a conversation that the peer ends when no more comes. */
  private Answer answer(Conversation conversation) throws Exception {
    try (var peer = connect()) {
      conversation.with(peer);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      answer.writeBytes(read(peer));
      if (answer.size() < ANSWER) {
        answer.writeBytes(read(peer.end()));
      }
      return new Answer(answer.toByteArray(), peer);
    }
  }

  /** Reads until nothing comes, but no more than can be compared. */
  private static byte[] read(ProtocolTester peer) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int before = -1;
    while (all.size() > before && all.size() < ANSWER) {
      before = all.size();
      all.writeBytes(peer.take());
    }
    return Arrays.copyOf(all.toByteArray(), Math.min(all.size(), ANSWER));
  }

  /** Told to finish, all of it ends before it has to be stopped. */
  private static void finishes(ProtocolTester peer) {
    peer.finish();
    drain(peer);
    peer.advance(LAST_MOMENT);
    drain(peer);
    peer.expectEnd();
  }

  private static void drain(ProtocolTester peer) {
    long drained = 0;
    for (int more = -1; more != 0; drained += more) {
      more = peer.take().length;
      if (drained > Flood.BYTES) {
        throw peer.failed("told to finish, it goes on sending");
      }
    }
  }

  private static void sendByteAtATime(ProtocolTester peer, byte[] bytes) {
    for (byte b : bytes) {
      peer.send(new byte[] {b});
    }
  }

  /** As many as fit into one message. */
  private byte[] manyExchanges() {
    return repeated(exchange(), Math.max(1, Peer.READ / Math.max(1, exchange().length)));
  }

  /** What was said up to some point of the exchange; of a long one not each. */
  private List<byte[]> beginnings() {
    byte[] whole = exchange();
    List<byte[]> beginnings = new ArrayList<>();
    int step = 1 + whole.length / 256;
    for (int length = 0; length < whole.length; length += step) {
      beginnings.add(Arrays.copyOf(whole, length));
    }
    beginnings.add(whole);
    return beginnings;
  }

  private static void checkEqual(Answer expected, Answer seen, String otherwise) {
    checkEqual(expected.bytes, seen.bytes, seen.peer, otherwise);
  }

  /** Shows the conversation in which it is otherwise, and its seed. */
  private static void checkEqual(
      byte[] expected, byte[] seen, ProtocolTester peer, String otherwise) {
    if (!Arrays.equals(expected, seen)) {
      throw peer.failed("%s:%n%s".formatted(otherwise, Dump.difference(expected, seen)));
    }
  }

  private static byte[] repeated(byte[] bytes, int times) {
    ByteBuffer all = ByteBuffer.allocate(bytes.length * times);
    while (all.hasRemaining()) {
      all.put(bytes);
    }
    return all.array();
  }

  private static byte[] noise(SplittableRandom random) {
    byte[] noise = new byte[random.nextInt(1, 4096)];
    random.nextBytes(noise);
    return noise;
  }

  /** The exchange, said a few times, with some bytes changed and the end cut off. */
  private static byte[] broken(SplittableRandom random, byte[] exchange) {
    byte[] broken = repeated(exchange, random.nextInt(1, 4));
    for (int i = random.nextInt(1, 8); i > 0 && broken.length > 0; i--) {
      broken[random.nextInt(broken.length)] = (byte) random.nextInt();
    }
    return Arrays.copyOf(broken, random.nextInt(broken.length + 1));
  }
}
