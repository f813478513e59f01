package org.kamaelia.record;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts packets together to conversations. */
final class Dialogues {
  /** What is held at most, in bytes. */
  private static final long MOST = 256L << 20;

  /** Those of which more may come; a new SYN begins another one. */
  private final Map<Set<InetSocketAddress>, Talk> open = new HashMap<>();

  private final List<Talk> all = new ArrayList<>();
  private long held;

  /** A conversation that is being put together. */
  private static final class Talk {
    final InetSocketAddress peer;
    final InetSocketAddress self;
    final boolean datagrams;
    final List<Dialogue.Part> parts = new ArrayList<>();
    final Reassembly in = new Reassembly();
    final Reassembly out = new Reassembly();

    Talk(InetSocketAddress peer, InetSocketAddress self, boolean datagrams) {
      this.peer = peer;
      this.self = self;
      this.datagrams = datagrams;
    }

    Dialogue dialogue() {
      return new Dialogue("%s to %s".formatted(text(peer), text(self)), datagrams, parts);
    }

    private static String text(InetSocketAddress address) {
      return address.toString().replaceFirst("^.*/", "");
    }
  }

  void add(Packet packet) throws CaptureException {
    Segment segment = Segment.of(packet);
    if (segment == null) {
      return;
    }
    held += packet.bytes().length;
    if (held > MOST) {
      throw new CaptureException("more than %d bytes".formatted(MOST), held);
    }
    Talk talk = talk(packet, segment);
    Direction direction = segment.from().equals(talk.peer) ? Direction.IN : Direction.OUT;
    if (segment.datagram()) {
      talk.parts.add(
          new Dialogue.Part(packet.time(), direction, Dialogue.What.SEND, segment.bytes()));
    } else {
      Reassembly side = direction == Direction.IN ? talk.in : talk.out;
      side.add(
          segment,
          (what, bytes) ->
              talk.parts.add(new Dialogue.Part(packet.time(), direction, what, bytes)));
    }
  }

  private Talk talk(Packet packet, Segment segment) {
    Set<InetSocketAddress> ends = Set.copyOf(List.of(segment.from(), segment.to()));
    Talk known = open.get(ends);
    boolean begins = segment.has(Segment.SYN) && !segment.has(Segment.ACK);
    if (known != null
        && known.datagrams == segment.datagram()
        && !(begins && !isAgain(known, segment))) {
      return known;
    }
    boolean fromPeer =
        segment.has(Segment.SYN) ? !segment.has(Segment.ACK) : packet.direction() != Direction.OUT;
    Talk made =
        fromPeer
            ? new Talk(segment.from(), segment.to(), segment.datagram())
            : new Talk(segment.to(), segment.from(), segment.datagram());
    open.put(ends, made);
    all.add(made);
    return made;
  }

  /** Whether a SYN is one that was sent twice. */
  private static boolean isAgain(Talk talk, Segment segment) {
    return segment.from().equals(talk.peer) && talk.in.beganAt(segment.sequence());
  }

  /**
   * Those in which something was said.
   *
   * @throws CaptureException if something is missing in one
   */
  List<Dialogue> all() throws CaptureException {
    for (Talk talk : all) {
      long missing = Math.max(talk.in.missing(), talk.out.missing());
      if (missing > 0) {
        throw new CaptureException(
            "in %s %s missing".formatted(talk.dialogue().name(), Dump.count(missing, "byte")),
            held);
      }
    }
    return all.stream().filter(it -> !it.parts.isEmpty()).map(Talk::dialogue).toList();
  }

  /** One direction of a stream, put in order. */
  static final class Reassembly {
    /** What may wait for something that comes before it, in segments. */
    private static final int AHEAD = 10_000;

    /** Gets what comes next. */
    interface Next {
      void add(Dialogue.What what, byte[] bytes);
    }

    private boolean begun;
    private boolean over;
    private int first;
    private int next;
    private final List<Segment> ahead = new ArrayList<>();

    boolean beganAt(int sequence) {
      return begun && first == sequence;
    }

    void add(Segment segment, Next to) throws CaptureException {
      if (!begun) {
        begun = true;
        first = segment.sequence();
        next = segment.first();
      }
      if (segment.has(Segment.RST)) {
        if (!over) {
          over = true;
          to.add(Dialogue.What.RESET, new byte[0]);
        }
        return;
      }
      if (segment.data().hasRemaining() || segment.has(Segment.FIN)) {
        ahead.add(segment);
        if (ahead.size() > AHEAD) {
          throw new CaptureException(
              "%d segments wait for one that is missing".formatted(AHEAD), 0);
        }
      }
      for (Segment ready = ready(); ready != null; ready = ready()) {
        take(ready, to);
      }
    }

    /** One that begins at what comes next, or before it. */
    private @Nullable Segment ready() {
      for (int i = 0; i < ahead.size(); i++) {
        if (ahead.get(i).first() - next <= 0) {
          return ahead.remove(i);
        }
      }
      return null;
    }

    private void take(Segment segment, Next to) {
      int known = next - segment.first();
      int fresh = segment.data().remaining() - known;
      if (fresh > 0 && !over) {
        next += fresh;
        to.add(Dialogue.What.SEND, segment.bytesFrom(known));
      }
      if (segment.has(Segment.FIN) && fresh >= 0 && !over) {
        over = true;
        next++;
        to.add(Dialogue.What.END, new byte[0]);
      }
    }

    /** How many bytes are missing before what has come. */
    long missing() {
      return over ? 0 : ahead.stream().mapToLong(it -> it.first() - next).min().orElse(0);
    }
  }
}
