package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BodiesTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** So many that what starts a body is compiled, for both versions if that is how it is done. */
  private static final int MANY = 60_000;

  /** Of which there are two versions, in class loaders of their own. */
  public static final class Echo extends Component<Integer, Integer>
      implements Supplier<Component<Integer, Integer>> {
    @Override
    protected void run() {
      for (Integer each : inbox) {
        outbox.send(each);
      }
    }

    @Override
    public Component<Integer, Integer> get() {
      return new Echo();
    }
  }

  /** Loads the classes of this test anew, and no others. */
  private static final class Anew extends URLClassLoader {
    Anew() {
      super(
          new URL[] {BodiesTest.class.getProtectionDomain().getCodeSource().getLocation()},
          BodiesTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith(BodiesTest.class.getName())) {
        synchronized (getClassLoadingLock(name)) {
          Class<?> loaded = findLoadedClass(name);
          return loaded == null ? findClass(name) : loaded;
        }
      }
      return super.loadClass(name, resolve);
    }
  }

  @SuppressWarnings("unchecked")
  private static Supplier<Component<Integer, Integer>> version() throws Exception {
    return (Supplier<Component<Integer, Integer>>)
        new Anew().loadClass(Echo.class.getName()).getConstructor().newInstance();
  }

  private static List<Handle<Integer, Integer>> waiting(
      Axon axon, Supplier<Component<Integer, Integer>> version) throws Exception {
    List<Handle<Integer, Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      var handle = Handle.of(axon.group("some"), version.get());
      handle.send(i, LIMIT);
      waiting.add(handle);
    }
    for (var handle : waiting) {
      assertThat(handle.receive(LIMIT)).isPresent();
    }
    return waiting;
  }

  private static void runMany(Axon axon, Supplier<Component<Integer, Integer>> version)
      throws Exception {
    for (int i = 0; i < MANY; i += 100) {
      waiting(axon, version).forEach(Handle::close);
    }
  }

  @Test
  void componentsThatWaitDoNotHoldOnToAnotherVersionsClasses() throws Exception {
    try (Axon axon = Axon.builder().loops(1).start()) {
      var old = new AtomicReference<>(version());
      var classes = new WeakReference<>(old.get().getClass());
      runMany(axon, old.get());
      var now = version();
      runMany(axon, now);
      var waiting = waiting(axon, now);
      old.set(null);
      for (int i = 0; i < 20 && classes.get() != null; i++) {
        System.gc();
      }
      assertThat(classes.get()).isNull();
      waiting.forEach(Handle::close);
    }
  }
}
