package org.kamaelia.console.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.record.Dialogue;
import org.kamaelia.record.Replay;
import org.kamaelia.record.Replayed;

/** Says again what recorded peers have said, to somebody who listens. */
final class Replaying {
  private final List<Dialogue> dialogues;
  private final InetSocketAddress address;
  private final double speed;

  /**
   * What came of one conversation.
   *
   * @param conversation its two ends
   * @param replayed what was answered
   */
  record Outcome(String conversation, Replayed replayed) {}

  private Replaying(List<Dialogue> dialogues, InetSocketAddress address, double speed) {
    this.dialogues = dialogues;
    this.address = address;
    this.speed = speed;
  }

  /**
   * Reads the file.
   *
   * @param address {@code host:port}, or a port on loopback
   * @param speed a number more than 0, or {@code max}
   */
  static Replaying of(Path file, String address, String speed) throws Refusal {
    if (!speed.matches("max|[0-9]{1,6}(\\.[0-9]{1,3})?") || speed.matches("0+(\\.0+)?")) {
      throw new Refusal("--speed takes a number, more than 0, or max, not " + Text.clean(speed));
    }
    if (!Files.isRegularFile(file)) {
      throw new Refusal("no file " + Text.clean(file.toString()));
    }
    try {
      return new Replaying(
          Dialogue.read(file),
          address(address),
          speed.equals("max") ? Double.POSITIVE_INFINITY : Double.parseDouble(speed));
    } catch (IOException e) {
      throw new Refusal("%s: %s".formatted(Text.clean(file.toString()), e.getMessage()));
    }
  }

  private static InetSocketAddress address(String text) throws Refusal {
    String whole = text.matches("[0-9]+") ? "127.0.0.1:" + text : text;
    int colon = whole.lastIndexOf(':');
    String port = whole.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new Refusal("an address is host:port, or a port, not " + Text.clean(text));
    }
    InetSocketAddress address =
        new InetSocketAddress(
            whole.substring(0, colon).replaceAll("[\\[\\]]", ""), Integer.parseInt(port));
    if (address.isUnresolved()) {
      throw new Refusal("there is no host " + Text.clean(whole.substring(0, colon)));
    }
    return address;
  }

  /** Replays one conversation after the other. */
  Listing<Outcome> run() throws Refusal {
    List<Outcome> outcomes = new ArrayList<>();
    try {
      for (Dialogue dialogue : dialogues) {
        outcomes.add(new Outcome(dialogue.name(), Replay.of(dialogue).to(address, speed)));
      }
    } catch (IOException e) {
      throw new Refusal("%s: %s".formatted(address, e.getMessage()));
    }
    return new Listing<>(Tables.OUTCOMES, outcomes);
  }
}
