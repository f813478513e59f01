package org.kamaelia.axon;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A component that is just a function of each message. It needs no thread and no turn: where its
 * sources are on its loop it is fused with them, and a message passes it within the sender's turn.
 *
 * @param <I> what it takes
 * @param <O> what it makes of it
 */
public final class Transformer<I, O> extends Component<I, O> {
  private final String name;
  private final Function<? super I, ? extends @Nullable O> function;

  /** Whether it runs and nothing waits in front of it, so that messages may pass it directly. */
  private boolean direct;

  private boolean aiming;
  private long passed;

  private Transformer(String name, Function<? super I, ? extends @Nullable O> function) {
    this.name = name;
    this.function = function;
    inbox.waiting(true);
  }

  /**
   * Makes a transformer.
   *
   * @param name how it is shown
   * @param function makes the message that goes on; null drops it. What it throws fails this
   *     component
   */
  public static <I, O> Transformer<I, O> of(
      String name, Function<? super I, ? extends @Nullable O> function) {
    return new Transformer<>(name, function);
  }

  /** Never called: a transformer has a function, not a body. */
  @Override
  protected void run() {
    throw new AssertionError("a transformer has a function, not a body");
  }

  @Override
  protected String kind() {
    return name;
  }

  @Override
  boolean isCallback() {
    return true;
  }

  @Override
  Task newTask(Loop on) {
    return new Turns(on, this);
  }

  /** With nothing before them, messages may pass from the first one on. */
  @Override
  void started() {
    if (inbox.isEmpty()) {
      direct = true;
      aimSources();
    }
  }

  /** Transforms what came before it was started, or from another loop. */
  @Override
  void callback() {
    while (outbox.hasRoom(task())) {
      var message = inbox.poll();
      if (message.isEmpty()) {
        direct = true;
        aimSources();
        break;
      }
      O made = apply(message.get());
      if (made != null) {
        outbox.send(made);
      }
    }
    if (inbox.atEnd()) {
      finish(null);
    }
  }

  @Override
  void released() {
    direct = false;
    aimSources();
  }

  /** Works out anew how far the messages of its sources reach. */
  void aimSources() {
    if (!aiming) {
      aiming = true; // linked in a circle, it is its own source
      inbox.aimAll();
      aiming = false;
    }
  }

  @Override
  Wait waitsFor() {
    if (!rests()) {
      return Snapshot.NOTHING;
    }
    return inbox.isEmpty() ? Snapshot.messages(inbox) : Snapshot.room(outbox, true);
  }

  @Override
  void stop(String reason) {
    finish(null);
  }

  boolean isDirect() {
    return direct;
  }

  long passed() {
    return passed;
  }

  Function<? super I, ? extends @Nullable O> function() {
    return function;
  }

  /** The function, to which a message comes now. */
  Function<? super I, ? extends @Nullable O> begin() {
    passed++;
    return function;
  }

  /** The function; a failure ends this component, and nothing else. */
  @Nullable O apply(I message) {
    try {
      return begin().apply(message);
    } catch (Throwable e) {
      finish(e);
      return null;
    }
  }

  /** Transformers through which a message passes in one go. */
  static final class Fused extends Passage {
    private final Outbox<?> outbox;
    private final List<Transformer<Object, Object>> stages;

    /** How many messages until this is worth a class, see {@link Shapes}. */
    private int left;

    private Fused(Outbox<?> outbox, List<Transformer<Object, Object>> stages) {
      this.outbox = outbox;
      this.stages = stages;
      left = shapes().worth;
    }

    /** These, on the way from the outbox; null if there are none. */
    static @Nullable Fused of(Outbox<?> outbox, List<Transformer<Object, Object>> stages) {
      return stages.isEmpty() ? null : new Fused(outbox, List.copyOf(stages));
    }

    @Override
    @Nullable Object apply(Object message) {
      if (--left == 0) {
        Passage faster = shapes().compiled(stages);
        if (faster != null) {
          outbox.replace(this, faster);
          return faster.apply(message);
        }
      }
      Object made = message;
      for (int i = 0; i < stages.size() && made != null; i++) {
        made = stages.get(i).apply(made);
      }
      return made;
    }

    private Shapes shapes() {
      return stages.getFirst().loop().axon.shapes;
    }
  }
}
