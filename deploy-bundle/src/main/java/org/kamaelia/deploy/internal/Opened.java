package org.kamaelia.deploy.internal;

import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the JDK tells only those to whom {@code java.lang} is open (and {@code jdk.internal.vm} for
 * virtual threads), as the launcher does. Where it is not, or is other than here, there is nothing.
 */
final class Opened {
  private Opened() {}

  /** What a thread was made to run. */
  static @Nullable Object task(Thread thread) {
    Object holder = get(Thread.class, "holder", thread);
    return holder == null ? null : get(holder.getClass(), "task", holder);
  }

  /** The variables of a thread and their values, inherited ones too. It may run meanwhile. */
  static List<Object> threadLocals(Thread thread) {
    List<Object> all = new ArrayList<>();
    for (String name : List.of("threadLocals", "inheritableThreadLocals")) {
      Object map = get(Thread.class, name, thread);
      Object table = map == null ? null : get(map.getClass(), "table", map);
      for (int i = 0; table != null && i < Array.getLength(table); i++) {
        if (Array.get(table, i) instanceof Reference<?> entry) {
          Object value = get(entry.getClass(), "value", entry);
          Stream.of(Optional.ofNullable(entry.get()), Optional.ofNullable(value))
              .forEach(each -> each.ifPresent(all::add));
        }
      }
    }
    return all;
  }

  /** The threads that the JVM starts when it ends. */
  static List<Thread> shutdownHooks() {
    try {
      Class<?> type = Class.forName("java.lang.ApplicationShutdownHooks");
      synchronized (type) {
        return get(type, "hooks", null) instanceof Map<?, ?> hooks
            ? hooks.keySet().stream().map(Thread.class::cast).toList()
            : List.of();
      }
    } catch (ClassNotFoundException e) {
      return List.of();
    }
  }

  /**
   * The virtual threads that the JDK keeps track of, but for those of the loops: they are
   * components, which are known otherwise, and many.
   */
  static List<Thread> virtualThreads() {
    try {
      Object root =
          Class.forName("jdk.internal.vm.ThreadContainers", false, null)
              .getMethod("root")
              .invoke(null);
      Object threads =
          Class.forName("jdk.internal.vm.ThreadContainer", false, null)
              .getMethod("threads")
              .invoke(root);
      return ((Stream<?>) threads)
          .map(Thread.class::cast)
          .filter(Thread::isVirtual)
          .filter(Opened::hasTheJdksScheduler)
          .toList();
    } catch (ReflectiveOperationException | RuntimeException e) {
      return List.of();
    }
  }

  private static boolean hasTheJdksScheduler(Thread thread) {
    Object scheduler = get(thread.getClass(), "scheduler", thread);
    return scheduler != null && scheduler.getClass().getModule().isNamed();
  }

  /** Whether a class loader has loaded a class of that name itself. */
  static boolean isLoaded(ClassLoader loader, String className) {
    try {
      Method method = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
      method.setAccessible(true);
      return method.invoke(loader, className) instanceof Class<?> found
          && found.getClassLoader() == loader;
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return false;
    }
  }

  private static @Nullable Object get(Class<?> type, String name, @Nullable Object of) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field.get(of);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return null;
    }
  }
}
