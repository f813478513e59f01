package org.kamaelia.net.internal.linux;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The real calls, but for those that are told what to return next. */
final class FakeCalls {
  private final Map<String, List<Integer>> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  /** Has the next calls of that name return these results, one each, without being made. */
  synchronized FakeCalls answer(String call, int... results) {
    List<Integer> queue = answers.computeIfAbsent(call, _ -> new ArrayList<>());
    for (int result : results) {
      queue.add(result);
    }
    return this;
  }

  /** How often a call was asked for. */
  synchronized long count(String call) {
    return asked.stream().filter(call::equals).count();
  }

  /** A layer of calls for a thread. */
  Calls calls() {
    Calls real = new Libc();
    return (Calls)
        Proxy.newProxyInstance(
            Calls.class.getClassLoader(),
            new Class<?>[] {Calls.class},
            (proxy, method, arguments) -> {
              Integer answer = next(method.getName());
              if (answer != null) {
                return method.getReturnType() == long.class ? (Object) (long) answer : answer;
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private synchronized Integer next(String call) {
    asked.add(call);
    List<Integer> queue = answers.getOrDefault(call, List.of());
    return queue.isEmpty() ? null : queue.removeFirst();
  }
}
