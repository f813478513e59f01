package org.kamaelia.axon;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Calls bodies in a way that the compiler learns nothing from. Left to itself it compiles code that
 * calls two versions of a body for both of them, and that code refers to the classes of both for as
 * long as any component waits within it: a version that was replaced would not be unloaded until
 * the last component of its successor had ended.
 *
 * <p>A handle that is no constant is called without a look at who is called. It costs some
 * nanoseconds, once in a component's life.
 */
final class Bodies {
  static final Bodies BODIES = new Bodies();

  // Not final: it is the compiler that must not take them for constants.
  private MethodHandle component;
  private MethodHandle lambda;

  private Bodies() {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      component = lookup.findVirtual(Component.class, "run", MethodType.methodType(void.class));
      lambda =
          lookup.findVirtual(
              Component.Body.class,
              "run",
              MethodType.methodType(void.class, Inbox.class, Outbox.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("both are there", e);
    }
  }

  void run(Component<?, ?> body) throws Throwable {
    component.invokeExact((Component) body);
  }

  void run(Component.Body<?, ?> body, Inbox<?> inbox, Outbox<?> outbox) throws Throwable {
    lambda.invokeExact((Component.Body) body, (Inbox) inbox, (Outbox) outbox);
  }
}
