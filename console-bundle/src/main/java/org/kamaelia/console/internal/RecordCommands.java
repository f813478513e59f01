package org.kamaelia.console.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jline.builtins.Options;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Server;
import org.kamaelia.record.Recorder;
import org.kamaelia.record.RecordingInfo;
import org.kamaelia.record.RecordingSpec;
import org.kamaelia.record.Watched;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands that show and keep what connections say; as Gogo calls them. */
@Component(
    service = RecordCommands.class,
    property = {
      "osgi.command.scope=kamaelia",
      "osgi.command.function=tap",
      "osgi.command.function=record",
      "osgi.command.function=replay"
    })
public final class RecordCommands {
  static final String TAP =
      """
      tap - show what a connection, or those of a listener, say, as it is said; till Ctrl-C
      Usage: tap [-n MESSAGES] CONNECTION|LISTENER
        -? --help             show this
        -n --count=MESSAGES   how many messages; else without end
        --json                a JSON document a line, with the bytes in hexadecimal
      Examples:
        tap 17
        tap echo -n 10
      From outside: ./kamaelia console -c 'tap echo --json' | jq --unbuffered -r .hex
      What TLS encrypts is shown as it is before and after that. It shows what users send, their
      passwords too: that it was asked for is in the audit log.\
      """;

  static final String RECORD =
      """
      record - write what a connection, or those of a listener, say to a file for Wireshark
      Usage: record [CONNECTION|LISTENER] [--to CAPTURE] [--for SECONDS] [--most SIZE] [--stop]
        -? --help       show this
        --to=CAPTURE    a file that is not there yet; else one in var/records/
        --for=SECONDS   how long; else until it is stopped
        --most=SIZE     how large the file may become, such as 64KiB or 1GiB; else 100MiB
        --stop          stop a recording, of which the number follows; or all of them
        --json          what came of it, as JSON
      Examples:
        record                          the recordings
        record echo
        record 17 --for 60 --to /tmp/one.pcapng
        record --stop 2
        record --stop
      What TLS encrypts is recorded as it is before and after that: the file has what users send,
      their passwords too, and only the server's user may read it.\
      """;

  static final String REPLAY =
      """
      replay - say to somebody again what recorded peers have said, and compare the answers
      Usage: replay CAPTURE ADDRESS:PORT [--speed N]
        -? --help    show this
        --speed=N    how much faster than it was recorded; else 1; max leaves no time between
        --json       the same as JSON
      Examples:
        replay var/records/listener-echo-20261126-110431-1.pcapng 7007
        replay /tmp/one.pcapng 192.0.2.7:7007 --speed 10
      CAPTURE is what `record` has made, or another pcapng file with TCP or UDP in it, or a box log.
      Its conversations are replayed one after the other. Exit code 1 if an answer is another one.\
      """;

  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,8})(|KiB|MiB|GiB)");

  private final Running running;

  /** Made by the service component runtime. */
  @Activate
  public RecordCommands(@Reference Running running) {
    this.running = running;
  }

  @Descriptor(TAP)
  public @Nullable Object tap(CommandSession session, String[] words) throws Exception {
    Options options = Usage.parse(TAP, words, 1, 1);
    if (options.isSet("help")) {
      return Command.run(TAP, words, 1, 1, it -> null);
    }
    Tapping tapping =
        new Tapping(watched(options.args().getFirst()), most(options), options.isSet("json"));
    Server server = running.server();
    try (Server.Registration _ = begin(session, words, tapping, server)) {
      tapping.show();
    }
    return null;
  }

  private static Server.Registration begin(
      CommandSession session, String[] words, Tapping tapping, Server server) throws Refusal {
    Server.Registration[] begun = new Server.Registration[1];
    Audit.change(
        session,
        "tap " + String.join(" ", words),
        () -> {
          begun[0] = tapping.begin(server);
          return "begins";
        });
    return begun[0];
  }

  @Descriptor(RECORD)
  public @Nullable Object record(CommandSession session, String[] words) throws Exception {
    return Command.run(
        RECORD,
        words,
        0,
        1,
        it -> {
          Recorder recorder = running.recorder();
          if (!it.isSet("stop") && it.args().isEmpty()) {
            return new Listing<>(Tables.RECORDINGS, recorder.recordings());
          }
          return Audit.change(
              session,
              "record " + String.join(" ", words),
              () -> it.isSet("stop") ? stop(recorder, it) : start(recorder, session, it));
        });
  }

  @Descriptor(REPLAY)
  public @Nullable Object replay(CommandSession session, String[] words) throws Exception {
    return Command.run(
        REPLAY,
        words,
        2,
        2,
        it -> {
          Path file = session.currentDir().resolve(it.args().getFirst()).normalize();
          Replaying replaying =
              Replaying.of(file, it.args().get(1), it.isSet("speed") ? it.get("speed") : "1");
          List<Replaying.Outcome> outcomes =
              Audit.change(session, "replay " + String.join(" ", words), replaying::run);
          if (outcomes.stream().anyMatch(one -> !one.replayed().isSame())) {
            Command.exitCode(session, 1);
          }
          return outcomes;
        });
  }

  private RecordingInfo start(Recorder recorder, CommandSession session, Options options)
      throws Refusal {
    RecordingSpec spec =
        new RecordingSpec(
            watched(options.args().getFirst()),
            options.isSet("to")
                ? Optional.<Path>of(session.currentDir().resolve(options.get("to")).normalize())
                : Optional.empty(),
            options.isSet("for")
                ? Optional.of(Command.seconds("--for", options.get("for")))
                : Optional.empty(),
            options.isSet("most") ? size(options.get("most")) : RecordingSpec.MOST_BYTES);
    try {
      return recorder.record(spec);
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  /** Those that were stopped. */
  private static Listing<RecordingInfo> stop(Recorder recorder, Options options) throws Refusal {
    List<RecordingInfo> running =
        recorder.recordings().stream()
            .filter(it -> it.state() == RecordingInfo.State.RUNNING)
            .toList();
    if (!options.args().isEmpty()) {
      String number = options.args().getFirst();
      running = running.stream().filter(it -> String.valueOf(it.number()).equals(number)).toList();
      if (running.isEmpty()) {
        throw new Refusal(
            "no recording %s goes on; `record` shows which do".formatted(Text.clean(number)));
      }
    }
    return new Listing<>(
        Tables.RECORDINGS, running.stream().map(it -> recorder.stop(it.number())).toList());
  }

  /** A connection or a listener that is there. */
  private Watched watched(String word) throws Refusal {
    Watched watched = Watched.of(word);
    switch (watched) {
      case Watched.AllOf it -> Binding.named(running.server(), it.listener());
      case Watched.OneConnection it -> {
        if (running.server().connections().stream().noneMatch(one -> one.id() == it.number())) {
          throw new Refusal(
              "no connection %d; `connections` shows those there are".formatted(it.number()));
        }
      }
    }
    return watched;
  }

  private static long most(Options options) throws Refusal {
    String most = options.isSet("count") ? options.get("count") : "";
    if (!most.matches("([1-9][0-9]{0,8})?")) {
      throw new Refusal("-n takes a number, 1 at least, not " + Text.clean(most));
    }
    return most.isEmpty() ? Long.MAX_VALUE : Long.parseLong(most);
  }

  private static long size(String text) throws Refusal {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new Refusal("--most takes a size such as 64KiB or 1GiB, not " + Text.clean(text));
    }
    int shift =
        switch (size.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    return Long.parseLong(size.group(1)) << shift;
  }
}
