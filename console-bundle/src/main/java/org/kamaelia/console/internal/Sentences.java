package org.kamaelia.console.internal;

import org.kamaelia.console.PageToken;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.record.RecordingInfo;

/** What came of a command, in a line. */
final class Sentences {
  private Sentences() {}

  static String listener(ListenerInfo it) {
    String name = "listener " + Text.clean(it.spec().name());
    return switch (it.state()) {
      case SERVING ->
          "%s serves %s %s at %s%s"
              .formatted(
                  name,
                  Text.clean(it.spec().protocol()),
                  Text.clean(it.version()),
                  Text.clean(it.address()),
                  it.faults().isEmpty()
                      ? ""
                      : ", with faults on purpose: " + Text.clean(it.faults()));
      case SUSPENDED -> "%s at %s is suspended".formatted(name, Text.clean(it.address()));
      case WAITING -> "%s waits: %s".formatted(name, Text.clean(it.reason()));
      case FAILED ->
          "%s at %s failed: %s".formatted(name, Text.clean(it.address()), Text.clean(it.reason()));
    };
  }

  /** The same, and what can be done where it does not serve. */
  static String advice(ListenerInfo it) {
    String name = Text.clean(it.spec().name());
    return listener(it)
        + switch (it.state()) {
          case FAILED -> "; `retry " + name + "` tries again";
          case SUSPENDED -> "; `resume " + name + "` opens it again";
          case SERVING, WAITING -> "";
        };
  }

  static String faults(Faults it) {
    String name = Text.clean(it.listener());
    return it.faults().isEmpty()
        ? "listener %s has no faults".formatted(name)
        : "listener %s has faults on purpose: %s; `faults %s off` ends them"
            .formatted(name, Text.clean(it.faults()), name);
  }

  static String drained(Drain it) {
    int cut = it.drained().cut();
    return "listener %s is drained: %s told to finish%s"
        .formatted(
            Text.clean(it.listener()),
            connections(it.drained().told()),
            cut == 0 ? "" : ", " + connections(cut) + " cut");
  }

  static String closed(Closed it) {
    int told = it.drained().told();
    int cut = it.drained().cut();
    return "%s %s %s%s"
        .formatted(
            it.connections(),
            told == 1 ? "is" : "are",
            it.reset() ? "reset" : cut == told ? "cut off" : "closed",
            cut == 0 || cut == told ? "" : ", " + Text.count(cut) + " of them cut off");
  }

  private static String connections(int number) {
    return number == 1 ? "1 connection was" : Text.count(number) + " connections were";
  }

  static String unbound(Unbound it) {
    return "listener %s is gone%s"
        .formatted(
            Text.clean(it.listener()),
            it.file().isEmpty()
                ? ""
                : ", but comes back at the next start unless " + it.file() + " is removed");
  }

  static String recording(RecordingInfo it) {
    String file = Text.clean(it.file());
    return switch (it.state()) {
      case RUNNING ->
          "recording %d of %s goes to %s; `record --stop %d` ends it"
              .formatted(it.number(), Text.clean(it.of()), file, it.number());
      case DONE, FAILED ->
          "recording %d is over, as %s; it is in %s"
              .formatted(it.number(), Text.clean(it.reason()), file);
    };
  }

  /** With the secret: for the operator alone. */
  static String token(PageToken it) {
    return "%s\nholds until %s; `page --revoke` ends it".formatted(it.address(), it.until());
  }

  static String revoked(Revoked it) {
    return it.held() ? "the page's token is revoked" : "there was no token";
  }

  static String bound(Bound it) {
    return listener(it.listener())
        + (it.file().isEmpty()
            ? ""
            : "; the next start reads " + it.file() + " again, and that wins");
  }
}
