package org.kamaelia.net.internal.faults;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.kamaelia.link.DropTail;
import org.kamaelia.link.LinkPreset;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.link.Loss;
import org.kamaelia.link.Reorder;
import org.kamaelia.net.Address;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;

/**
 * What an operator asks to go wrong at a listener.
 *
 * @param words what was asked for, word by word
 * @param incoming what becomes of what peers send
 * @param outgoing what becomes of what is sent to them
 * @param slice the most bytes of a stream that are one piece; 0 if nothing is said
 * @param stall when a direction of a stream stands still
 * @param stalls for how long
 * @param reset when a stream is cut
 * @param seed what decides; nothing if it is to be drawn
 */
public record FaultSpec(
    List<String> words,
    LinkSpec incoming,
    LinkSpec outgoing,
    int slice,
    When stall,
    Duration stalls,
    When reset,
    OptionalLong seed) {
  /** As a value of the setting: nothing goes wrong. */
  public static final String OFF = "off";

  private static final int LARGEST_SLICE = 64 * 1024;
  private static final List<String> OF_LINKS =
      List.of("delay", "rate", "loss", "queue", "mtu", "reorder", "duplicate", "corrupt");
  private static final List<String> OF_STREAMS = List.of("slice", "stall", "reset");

  /**
   * Reads a value of the setting other than {@link #OFF}.
   *
   * @throws IllegalArgumentException naming the word that is not understood
   */
  public static FaultSpec of(String text) {
    List<String> words = Arrays.stream(text.split("\\s+")).filter(it -> !it.isEmpty()).toList();
    if (words.isEmpty()) {
      throw new IllegalArgumentException("it says nothing");
    }
    var spec =
        new FaultSpec(
            words,
            LinkSpec.ideal(),
            LinkSpec.ideal(),
            0,
            When.NEVER,
            Duration.ZERO,
            When.NEVER,
            OptionalLong.empty());
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int sign = word.indexOf('=');
      if (sign < 0 && i == 0) {
        LinkPreset preset = LinkPreset.named(word);
        // who connects is the user
        spec = spec.with(preset.up(), preset.down());
      } else if (sign < 0) {
        throw new IllegalArgumentException(word + ": behind the first word all are name=value");
      } else {
        spec = spec.with(word, word.substring(0, sign), word.substring(sign + 1));
      }
    }
    return spec;
  }

  /**
   * What a listener asks for.
   *
   * @throws IllegalArgumentException naming the word that its connections or datagrams cannot have
   */
  public static void check(ListenerSpec listener) {
    String text = listener.get(ListenerSettings.FAULTS);
    if (!text.equals(OFF)) {
      FaultSpec spec = of(text);
      try {
        if (listener.address() instanceof Address.Udp) {
          spec.checkDatagrams();
        } else {
          spec.checkStreams();
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("faults = " + text + ": " + e.getMessage(), e);
      }
    }
  }

  /** How many bytes of a stream may be under way each way, if that is said; else as many. */
  long underWay(long otherwise) {
    return says("queue") && outgoing.queue() instanceof DropTail queue ? queue.bytes() : otherwise;
  }

  private void checkStreams() {
    String drops = "nothing of a stream is dropped; queue=64000B says how much may be under way";
    refuse(
        says("queue")
            && !(outgoing.queue() instanceof DropTail queue
                && queue.equals(DropTail.bytes(queue.bytes()))),
        "queue",
        drops);
    refuse(says("mtu"), "mtu", "slice says how a stream is cut");
    refuse(!outgoing.loss().equals(Loss.NONE), "loss", "TCP would make good for it");
    refuse(!outgoing.reorder().equals(Reorder.NONE), "reorder", "a stream has one order");
    refuse(outgoing.duplicate() > 0, "duplicate", "a stream has each byte once");
    refuse(outgoing.corrupt() > 0, "corrupt", "TCP's checksum would find it");
  }

  private void checkDatagrams() {
    OF_STREAMS.forEach(name -> refuse(says(name), name, "that is for streams"));
  }

  private void refuse(boolean is, String name, String why) {
    if (is) {
      String what = says(name) ? "" : " has " + name;
      throw new IllegalArgumentException(
          "%s%s: %s%s"
              .formatted(
                  says(name) ? word(name) : words.getFirst(),
                  what,
                  why,
                  what.isEmpty() ? "" : "; without it: " + name + "=0%"));
    }
  }

  private boolean says(String name) {
    return words.stream().anyMatch(word -> word.startsWith(name + "="));
  }

  private String word(String name) {
    return words.stream().filter(it -> it.startsWith(name + "=")).findFirst().orElseThrow();
  }

  private FaultSpec with(String word, String name, String value) {
    if (OF_LINKS.contains(name)) {
      return with(incoming.with(word), outgoing.with(word));
    }
    try {
      return switch (name) {
        case "slice" -> withSlice(When.bytes(value));
        case "stall" -> withStall(value.split(",", -1));
        case "reset" ->
            new FaultSpec(words, incoming, outgoing, slice, stall, stalls, When.of(value), seed);
        case "seed" ->
            new FaultSpec(
                words,
                incoming,
                outgoing,
                slice,
                stall,
                stalls,
                reset,
                OptionalLong.of(Long.parseLong(value)));
        default ->
            throw new IllegalArgumentException(
                "there are %s, %s, seed"
                    .formatted(String.join(", ", OF_LINKS), String.join(", ", OF_STREAMS)));
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(word + ": no number", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(word + ": " + e.getMessage(), e);
    }
  }

  private FaultSpec withSlice(long bytes) {
    if (bytes < 1 || bytes > LARGEST_SLICE) {
      throw new IllegalArgumentException("bytes, 1 to 64KiB");
    }
    return new FaultSpec(words, incoming, outgoing, (int) bytes, stall, stalls, reset, seed);
  }

  private FaultSpec withStall(String[] parts) {
    if (parts.length != 2) {
      throw new IllegalArgumentException("when and for how long, such as 1%,5s or 64KiB,5s");
    }
    return new FaultSpec(
        words, incoming, outgoing, slice, When.of(parts[0]), When.time(parts[1]), reset, seed);
  }

  private FaultSpec with(LinkSpec in, LinkSpec out) {
    return new FaultSpec(words, in, out, slice, stall, stalls, reset, seed);
  }
}
