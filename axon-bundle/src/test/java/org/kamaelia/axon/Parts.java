package org.kamaelia.axon;

import java.util.List;

/** Small components that many tests use. */
final class Parts {
  private Parts() {}

  /** Sends the messages, then ends. */
  @SafeVarargs
  static <T> Component<Object, T> source(T... messages) {
    return Component.of(
        "source",
        (in, out) -> {
          for (T message : messages) {
            out.send(message);
          }
        });
  }

  /** Adds what comes to the list, until the end, and then the end itself if the list takes it. */
  static <T> Component<T, Object> sink(List<T> seen) {
    return Component.of("sink", (in, out) -> in.forEach(seen::add));
  }

  /** Takes nothing, for ever. */
  static <T> Component<T, Object> sleeper() {
    return new Component<>() {
      @Override
      protected void run() {
        control().receive();
      }
    };
  }

  /** Passes on what comes. */
  static <T> Component<T, T> relay(String name) {
    return Component.of(
        name,
        (in, out) -> {
          for (T message : in) {
            out.send(message);
          }
        });
  }
}
