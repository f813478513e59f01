package org.kamaelia.axon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A body that runs once, from top to bottom, and may wait in the middle of any line. It knows only
 * its own boxes: {@link #inbox} and {@link #control()} in, {@link #outbox} and {@link #signal()}
 * out, and those it adds.
 *
 * {@snippet :
 * final class Echo extends Component<ByteBuffer, ByteBuffer> {
 *   protected void run() {
 *     for (var bytes : inbox) outbox.send(bytes);
 *   }
 * }
 * }
 *
 * <p>When the body ends, its outboxes end. An exception ends the component with that cause; its
 * group is told and nothing else is touched. {@link EndOfStream} let out of the body is a normal
 * end.
 *
 * <p>Threading: the body and everything it calls here run on the loop of its group, one component
 * at a time. A component is used once.
 *
 * @param <I> the messages of its inbox
 * @param <O> the messages of its outbox
 */
@ConsumerType
public abstract class Component<I, O> {
  /** The messages for this component. */
  protected final Inbox<I> inbox;

  /** What this component makes. */
  protected final Outbox<O> outbox;

  /** Where it runs; set by the first link to a component that runs, or by its group. */
  @Nullable Loop loop;

  @Nullable Group group;

  /** Its number in a topology, 0 while it is in no group. */
  long id;

  /** Place in the group's list of members. */
  int memberIndex = -1;

  @Nullable Extras extras;

  private @Nullable Component<?, ?> parent;
  private @Nullable Task task;
  private @Nullable String name;
  private State state = State.NEW;

  /** Where a component is in its life. */
  public enum State {
    /** Made, and perhaps linked; not started. */
    NEW,
    /** Started: its body runs or waits. */
    ACTIVE,
    /** Its body has ended, normally. */
    ENDED,
    /** Its body has ended with an exception. */
    FAILED
  }

  /** Makes a component with its standard boxes. */
  @SuppressWarnings("this-escape") // a box keeps its owner and does not look at it yet
  protected Component() {
    BoxTypes types = BoxTypes.of(getClass());
    inbox = new Inbox<>(this, "inbox", types.inbox());
    outbox = new Outbox<>(this, "outbox", types.outbox());
  }

  /** The shell of a body elsewhere, whose boxes the author's code uses. */
  Component(Component<I, O> body) {
    inbox = body.inbox;
    outbox = body.outbox;
  }

  /**
   * The body.
   *
   * @throws Exception what ends the component with that as its cause
   */
  protected abstract void run() throws Exception;

  /** A body as a lambda, for {@link #of}. */
  @FunctionalInterface
  public interface Body<I, O> {
    /**
     * Runs once, from top to bottom.
     *
     * @param inbox the component's inbox
     * @param outbox the component's outbox
     * @throws Exception what ends the component with that as its cause
     */
    void run(Inbox<I> inbox, Outbox<O> outbox) throws Exception;
  }

  /**
   * A component from a lambda: {@code Component.of("echo", (in, out) -> { for (var m : in)
   * out.send(m); })}.
   *
   * @param name how it is shown
   * @param body what it does
   */
  public static <I, O> Component<I, O> of(String name, Body<I, O> body) {
    return new Component<>() {
      @Override
      protected void run() throws Exception {
        try {
          Bodies.BODIES.run(body, inbox, outbox);
        } catch (Exception | Error e) {
          throw e;
        } catch (Throwable e) {
          throw new AssertionError("a body throws no such thing", e);
        }
      }

      @Override
      protected String kind() {
        return name;
      }
    };
  }

  // Boxes.

  /** The messages for this component. */
  public final Inbox<I> inbox() {
    return face();
  }

  /** What this component makes. */
  public final Outbox<O> outbox() {
    return back();
  }

  /** Signals for this component; made when first asked for. */
  public final Inbox<Signal> control() {
    Extras mine = extras();
    Inbox<Signal> control = mine.control;
    return own(control == null ? makeControl(mine) : control);
  }

  /**
   * Signals from this component; made when first asked for. When the body ends, a {@link
   * Signal.ProducerFinished} goes out here.
   */
  public final Outbox<Signal> signal() {
    Extras mine = extras();
    Outbox<Signal> signal = mine.signal;
    return own(signal == null ? makeSignal(mine) : signal);
  }

  /**
   * Adds an inbox, before or while running.
   *
   * @param wanted its name; if that is taken the box gets another that begins with it, see {@link
   *     Box#name}
   */
  protected final <T> Inbox<T> addInbox(String wanted, Class<T> type) {
    return newInbox(wanted, type);
  }

  /**
   * Adds an outbox, before or while running.
   *
   * @param wanted its name; if that is taken the box gets another that begins with it, see {@link
   *     Box#name}
   */
  protected final <T> Outbox<T> addOutbox(String wanted, Class<T> type) {
    return newOutbox(wanted, type);
  }

  /** Adds an outbox for messages that the inbox takes. */
  final <T> Outbox<T> addOutbox(String wanted, Inbox<? super T> destination) {
    return newOutbox(wanted, destination.type);
  }

  /**
   * Takes an added box away. An outbox ends: its destination sees the end of the stream after what
   * was sent. What waits in an inbox is dropped, and whoever still sends there is told as if this
   * component had ended.
   *
   * @throws IllegalArgumentException if this component has not added that box
   */
  protected final void removeBox(Box<?> box) {
    dropBox(box);
  }

  /**
   * Keeps something with a box, such as the connection for which it was added; it goes with the
   * box.
   *
   * @throws IllegalArgumentException if the box is not this component's
   */
  protected final void attach(Box<?> box, Object resource) {
    home().attachTo(box, resource);
  }

  /**
   * What was attached to a box.
   *
   * @param type what it is
   * @return nothing if nothing was attached
   * @throws IllegalArgumentException if the box is not this component's
   * @throws ClassCastException if something of another type was attached
   */
  protected final <R> Optional<R> resource(Box<?> box, Class<R> type) {
    return Optional.ofNullable(type.cast(home().attachedTo(box)));
  }

  /**
   * Waits until a message can be received without waiting, or one of the boxes has ended.
   *
   * @return the first such box, in the order given
   */
  protected final Inbox<?> select(Inbox<?>... boxes) {
    return Selection.await(home(), Long.MAX_VALUE, boxes).orElseThrow();
  }

  /**
   * Waits at most so long until a message can be received without waiting, or one of the boxes has
   * ended.
   *
   * @return the first such box, in the order given; nothing if the time is up
   */
  protected final Optional<Inbox<?>> select(Duration timeout, Inbox<?>... boxes) {
    return Selection.await(home(), home().loop().clock.after(timeout), boxes);
  }

  // Surroundings.

  /** The time this component lives in. */
  protected final Clock clock() {
    return home().loop().clock;
  }

  /** Random numbers of this component's own; reproducible in a {@link SteppedAxon}. */
  protected final RandomGenerator random() {
    Extras mine = extras();
    RandomGenerator random = mine.random;
    if (random == null) {
      random = loop().axon.random(name());
      mine.random = random;
    }
    return random;
  }

  /**
   * Whether to do here what is allowed but seldom happens, such as to send a message in two parts:
   * {@code if (sometimes("split")) ...}. In a simulation that asks for it, about every fourth site
   * now and then; everywhere else never.
   *
   * @param site its name, a literal; sites of one name are one
   */
  protected final boolean sometimes(String site) {
    return loop().axon.sometimes(site);
  }

  /** Where components of this system find one another by name. */
  protected final Tracker tracker() {
    return loop().axon.tracker();
  }

  /**
   * Starts a component as a child of this one: on the same loop, in the same group.
   *
   * @return the child
   */
  protected final <C extends Component<?, ?>> C activate(C child) {
    return loop()
        .call(
            () -> {
              adopt(child);
              ((Component<?, ?>) child).start();
              return child;
            });
  }

  /** The components that this one has started and that have not ended; a copy. */
  public final List<Component<?, ?>> children() {
    return extras == null ? List.of() : extras.children();
  }

  /** Where this component is in its life. */
  public final State state() {
    return state;
  }

  /**
   * The name: the group's, then the kind, with a number where the group has several. Before it is
   * in a group, just the kind.
   */
  public final String name() {
    return name == null ? kind() : name;
  }

  /** What kind of component this is, as the last part of its name; the class's simple name. */
  protected String kind() {
    Class<?> type = getClass();
    while (type.getSimpleName().isEmpty()) {
      type = type.getSuperclass();
    }
    return type.getSimpleName();
  }

  /** The name. */
  @Override
  public final String toString() {
    return name();
  }

  // For the runtime.

  /** The component whose body the author's code is. */
  Component<?, ?> home() {
    return this;
  }

  /** The inbox that others link to: the same, but for a body on a thread of its own. */
  Inbox<I> face() {
    return inbox;
  }

  /** The outbox that others link to, as {@link #face}. */
  Outbox<O> back() {
    return outbox;
  }

  /** The box with which the author's code works, where others see {@code face}. */
  <B extends Box<?>> B own(B face) {
    return face;
  }

  /** The box that others see, where the author's code works with {@code own}. */
  Box<?> face(Box<?> own) {
    return own;
  }

  <T> Inbox<T> newInbox(String wanted, Class<?> type) {
    Inbox<T> box = new Inbox<>(this, extras().added().freeName(wanted), type);
    box.waiting(isCallback());
    extras().added().add(box);
    boxAdded(box);
    return box;
  }

  <T> Outbox<T> newOutbox(String wanted, Class<?> type) {
    Outbox<T> box = new Outbox<>(this, extras().added().freeName(wanted), type);
    extras().added().add(box);
    boxAdded(box);
    return box;
  }

  void dropBox(Box<?> box) {
    requireAdded(box);
    extras().added().remove(box);
    Watchers watchers = watchers();
    if (watchers != null) {
      watchers.boxRemoved(box);
    }
    switch (box) {
      case Outbox<?> out -> out.ownerEnded();
      case Inbox<?> in -> {
        if (in.next != null) {
          in.unlink(in.next);
        }
        in.close();
      }
    }
  }

  /** Whether this has turns instead of a body that waits. */
  boolean isCallback() {
    return false;
  }

  Task newTask(Loop on) {
    return on.axon.carrier().strand(on, this);
  }

  /** A turn of one that has turns. */
  void callback() throws Exception {
    throw new AssertionError(this + " has a body, not turns");
  }

  /** Called once, on the loop, when this was started, before its first turn. */
  void started() {}

  /** Called once, on the loop, when one that has turns ends. */
  void released() {}

  /** This component has found its group: composites bring their parts along. */
  void joined() {}

  /** What goes out at {@link #signal} when this ends, if anything. */
  @Nullable Signal lastWords() {
    return new Signal.ProducerFinished(name());
  }

  /** Whether what a part leaves in its inbox is the next one's, as they come one after another. */
  boolean takesBack() {
    return false;
  }

  /** A child has ended. */
  void childEnded(Component<?, ?> child) {}

  /** Whether the failure of a child, or of one of its own, goes no further. */
  boolean copesWith(Component<?, ?> failed, Throwable cause) {
    return false;
  }

  /**
   * The loop on which it lives: for devices, which have to do with its poller.
   *
   * @throws IllegalStateException if it is not in a group yet
   */
  protected final Loop loop() {
    if (loop == null) {
      throw new IllegalStateException(this + " is not in a group yet");
    }
    return loop;
  }

  final Task task() {
    assert task != null : this + " has been started";
    return task;
  }

  /** Something happened at a box; one that has turns hears of it from its start on. */
  final void wakeIfStarted() {
    if (task != null) {
      task.wake();
    }
  }

  /** The strand of the calling body, which must be this component's own. */
  final Strand strand() {
    Strand strand = loop().strand();
    if (strand.component != this) {
      throw new IllegalStateException(strand.component + " must not wait at a box of " + this);
    }
    return strand;
  }

  /** On the loop: takes the place in the group. */
  final void join(Group newGroup, String newName, @Nullable Component<?, ?> newParent) {
    if (group != null) {
      throw new IllegalStateException(this + " is in a group already");
    }
    if (loop != null && loop != newGroup.loop()) {
      throw new IllegalStateException(
          "%s is linked to components on %s, so it cannot join %s on %s: add both before linking"
              .formatted(this, loop, newGroup.name(), newGroup.loop()));
    }
    if (loop == null) {
      loop = newGroup.loop();
      boxes().forEach(this::bindNeighbours);
    }
    group = newGroup;
    id = newGroup.loop().newId();
    name = newName;
    parent = newParent;
    joined();
  }

  /** On the loop: the first turn will come. */
  final void start() {
    if (state != State.NEW) {
      throw new IllegalStateException(this + " was started before");
    }
    startWith(newTask(loop()));
    Watchers watchers = loop().watchers;
    if (watchers != null) {
      watchers.started(this);
    }
    task().wake();
    started();
  }

  final void startWith(Task newTask) {
    state = State.ACTIVE;
    task = newTask;
  }

  final <C extends Component<?, ?>> C adopt(C child) {
    Group home = group;
    if (home == null) {
      throw new IllegalStateException(this + " is not in a group yet");
    }
    home.add(child, this);
    extras().addChild(child);
    return child;
  }

  /** On the loop: ends one that has turns. */
  final void finish(@Nullable Throwable cause) {
    if (state == State.ENDED || state == State.FAILED) {
      return;
    }
    if (state == State.ACTIVE) {
      loop().timers.cancel(task());
      task().state = Task.State.ENDED;
    }
    try {
      released();
    } finally {
      ended(cause);
    }
  }

  /** On the loop: the body is over. */
  final void ended(@Nullable Throwable cause) {
    if (state == State.ENDED || state == State.FAILED) {
      return;
    }
    state = cause == null ? State.ENDED : State.FAILED;
    Outbox<Signal> signal = extras == null ? null : extras.signal;
    for (Box<?> box : boxes()) {
      if (box instanceof Outbox<?> out && out != signal) {
        out.ownerEnded();
      } else if (box instanceof Inbox<?> in) {
        in.close();
      }
    }
    if (signal != null) {
      // Last words come last: what was sent before is on its way.
      Signal words = lastWords();
      if (words != null) {
        signal.sendAnyway(words);
      }
      signal.ownerEnded();
    }
    settle();
    Watchers watchers = watchers();
    if (watchers != null) {
      watchers.ended(this, cause);
    }
    Component<?, ?> home = parent;
    if (home != null && home.extras != null) {
      home.extras.removeChild(this);
      home.childEnded(this);
    }
    Group members = group;
    if (members != null) {
      members.memberEnded(this, cause);
    }
  }

  /** On the loop: ends this by force, at its next wait. */
  void stop(String reason) {
    if (task instanceof Strand strand) {
      strand.stop(reason);
    } else if (state == State.NEW) {
      ended(null);
    }
  }

  /** On the loop: ends this by force, as the time to finish is up. */
  void stopLate(String reason) {
    stop(reason);
  }

  /**
   * Whether this has looked at its {@link #control}, and so wants a shutdown as a message, not as
   * the end of its input.
   */
  public final boolean isAttentive() {
    return attends();
  }

  boolean attends() {
    Inbox<Signal> control = extras == null ? null : extras.control;
    return control != null && own(control).isAttended();
  }

  /** On the loop: tells this to finish; see {@link Signal}. */
  final void tell(Signal.Shutdown shutdown, Group members) {
    Inbox<Signal> control = extras == null ? null : extras.control;
    if (control != null) {
      control.putAnyway(shutdown);
    }
    // What a member still feeds ends by itself, and nothing on its way is lost.
    if (!isAttentive() && !face().isFedWithin(members)) {
      face().cutOff();
    }
    finishing(shutdown);
  }

  /** A signal for those to whose control nothing is linked. */
  final void hear(Signal message) {
    control();
    Inbox<Signal> ear = extras().control;
    if (ear != null && ear.sources.isEmpty()) {
      ear.putAnyway(message);
    }
  }

  /** Told to finish: for those that have turns. */
  void finishing(Signal.Shutdown shutdown) {}

  /** A way from other loops leads to one of the inboxes now. */
  final void fedFromAfar(Transit<?> way) {
    extras().addWay(way);
  }

  /** It leads there no more, or nobody takes what comes. */
  final void notFedFromAfar(Transit<?> way) {
    if (extras != null) {
      extras.removeWay(way);
    }
  }

  /** The body rests: senders on other loops hear of the room it made, and who waits for that. */
  final void settle() {
    if (extras != null) {
      extras.settle();
    }
  }

  /** Counts an operation that never waits; see {@link Strand#breathe}. */
  final void breathe() {
    if (task instanceof Strand strand) {
      strand.breathe();
    }
  }

  /** The box that a link from here by that name starts at. */
  final Box<?> source(String boxName) {
    return find(boxName, Outbox.class, Inbox.class);
  }

  /** The box that a link to here by that name ends at. */
  final Box<?> destination(String boxName) {
    return find(boxName, Inbox.class, Outbox.class);
  }

  final Collection<Box<?>> boxes() {
    return extras == null ? List.of(face(), back()) : extras.boxes(face(), back());
  }

  /** What this waits for. On the loop. */
  Wait waitsFor() {
    return Snapshot.ofBody(task, boxes());
  }

  /** Whether this waits for messages, and has none. On the loop. */
  boolean isResting() {
    return waitsFor() instanceof Wait.Message;
  }

  /** Whether this waits for a message at that inbox of its own, and there is none. */
  boolean isWaitingAt(Inbox<?> box) {
    return box.isEmpty() && box.isWaitedFor();
  }

  /** The task has a turn when this next rests, or ends. On the loop. */
  void tellWhenItRests(Task watcher) {
    extras().tellWhenItRests(watcher);
  }

  /** Whether this has turns and waits for one. On the loop. */
  final boolean rests() {
    return task != null && task.state == Task.State.WAITING;
  }

  final @Nullable Component<?, ?> parent() {
    return parent;
  }

  private Box<?> find(String boxName, Class<?> wanted, Class<?> passthrough) {
    control();
    signal();
    Box<?> found = null;
    for (Box<?> box : boxes()) {
      if (box.name().equals(boxName) && (wanted.isInstance(box) || found == null)) {
        found = box;
      }
    }
    if (found == null || !(wanted.isInstance(found) || passthrough.isInstance(found))) {
      throw new IllegalArgumentException(
          "%s has no box %s; it has %s"
              .formatted(this, boxName, boxes().stream().map(Box::name).toList()));
    }
    return found;
  }

  /** Who hears of changes of this, if anybody does: of what is in no group nobody hears. */
  private @Nullable Watchers watchers() {
    return memberIndex < 0 || loop == null ? null : loop.watchers;
  }

  /** Any thread, as the standard boxes are made when they are asked for. */
  private void boxAdded(Box<?> box) {
    Watchers watchers = watchers();
    if (watchers != null) {
      loop().run(() -> watchers.boxAdded(box));
    }
  }

  final boolean isAdded(Box<?> box) {
    return extras != null && extras.hasAdded(box);
  }

  final void requireAdded(Box<?> box) {
    if (!isAdded(box)) {
      throw new IllegalArgumentException(box + " is not a box that " + this + " has added");
    }
  }

  private void attachTo(Box<?> box, Object resource) {
    requireMine(box);
    extras().added().attach(box, resource);
  }

  private @Nullable Object attachedTo(Box<?> box) {
    requireMine(box);
    return extras().added().resource(box);
  }

  private void requireMine(Box<?> box) {
    if (!boxes().contains(box)) {
      throw new IllegalArgumentException(box + " is not a box of " + this);
    }
  }

  private Extras extras() {
    Extras mine = extras;
    return mine == null ? makeExtras() : mine;
  }

  /**
   * Any thread, as the boxes for signals are made when they are asked for. Who sees the extras
   * without the lock sees nothing in them that was not there at first. The lock is that of a box,
   * as authors may use the component's, and a common one would hold up others' bodies.
   */
  private Extras makeExtras() {
    synchronized (outbox) {
      Extras made = extras;
      if (made == null) {
        made = new Extras();
        extras = made;
      }
      return made;
    }
  }

  private Inbox<Signal> makeControl(Extras mine) {
    synchronized (mine) {
      Inbox<Signal> made = mine.control;
      if (made == null) {
        made = new Inbox<>(this, "control", Signal.class);
        made.waiting(isCallback());
        mine.control = made;
        boxAdded(made);
      }
      return made;
    }
  }

  private Outbox<Signal> makeSignal(Extras mine) {
    synchronized (mine) {
      Outbox<Signal> made = mine.signal;
      if (made == null) {
        made = new Outbox<>(this, "signal", Signal.class);
        mine.signal = made;
        boxAdded(made);
      }
      return made;
    }
  }

  /** What is linked to this runs where this runs. */
  private void bindNeighbours(Box<?> box) {
    List<Box<?>> neighbours = new ArrayList<>(box.sources);
    if (box.next != null) {
      neighbours.add(box.next);
    }
    for (Box<?> neighbour : neighbours) {
      if (neighbour.owner.loop == null) {
        neighbour.owner.loop = loop;
      } else if (neighbour.owner.loop != loop) {
        throw new IllegalStateException(
            "%s on %s is linked to %s on %s: add both to their groups before linking"
                .formatted(box, loop, neighbour, neighbour.owner.loop));
      }
    }
  }
}
