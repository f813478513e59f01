package org.kamaelia.deploy.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The threads that hold on to a bundle, and the hooks for the JVM's end. */
final class ThreadHolders {
  private final Belongings belongings;
  private final List<String> found = new ArrayList<>();

  /** Threads whose code has the name of a class of the bundle's: it may be another version's. */
  private final List<String> suspects = new ArrayList<>();

  ThreadHolders(Belongings belongings) {
    this.belongings = belongings;
  }

  List<String> find() {
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      look(entry.getKey(), entry.getValue());
    }
    for (Thread thread : Opened.virtualThreads()) {
      look(thread, thread.getStackTrace());
    }
    for (Thread hook : Opened.shutdownHooks()) {
      belonging(hook).ifPresent(what -> found.add("shutdown hook" + what));
    }
    return found.isEmpty() ? suspects : found;
  }

  private void look(Thread thread, StackTraceElement[] stack) {
    Optional<String> why =
        belonging(thread)
            .or(() -> variable(thread))
            .or(
                () ->
                    belongings
                        .name(thread.getContextClassLoader())
                        .map(what -> ", context class loader"))
            .or(
                () ->
                    belongings
                        .name(thread.getUncaughtExceptionHandler())
                        .map(what -> ", handler of uncaught exceptions" + what));
    if (why.isPresent()) {
      found.add(name(thread) + why.get() + at(stack));
    } else {
      Arrays.stream(stack)
          .filter(frame -> frame.getModuleName() == null)
          .filter(frame -> belongings.has(frame.getClassName()))
          .findFirst()
          .ifPresent(frame -> suspects.add(name(thread) + " at " + frame));
    }
  }

  private Optional<String> belonging(Thread thread) {
    return belongings.name(thread).or(() -> belongings.name(Opened.task(thread)));
  }

  private Optional<String> variable(Thread thread) {
    for (Object value : Opened.threadLocals(thread)) {
      Optional<String> what = belongings.nameOfContent(value);
      if (what.isPresent()) {
        return what.map(text -> ", thread-local" + text);
      }
    }
    return Optional.empty();
  }

  private static String name(Thread thread) {
    return "thread \"" + thread.getName() + "\"";
  }

  /** Where it is, below the JDK's own code. */
  private static String at(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .filter(frame -> frame.getModuleName() == null)
        .findFirst()
        .or(() -> Arrays.stream(stack).findFirst())
        .map(frame -> ", at " + frame)
        .orElse("");
  }
}
