package org.kamaelia.axon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Components that live and fall together, such as one connection or one pipeline: they share a
 * loop, and when one fails the others are stopped. Nothing outside the group is touched.
 *
 * <p>Threading: any thread, unless said otherwise.
 */
@ProviderType
public final class Group {
  private static final Supervision STOP = new Supervision.Stop();

  private final Loop loop;
  private final String name;
  private final List<Component<?, ?>> members = new ArrayList<>(2);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private @Nullable Map<String, Integer> kinds;
  private Supervision policy = STOP;
  private @Nullable Throwable failure;
  private @Nullable Task deadline;
  private @Nullable Restarts restarts;

  /** Waits to make the members anew. */
  private @Nullable Task restart;

  private long failures;

  /** Somebody wants it to end, so nothing is made anew. */
  private boolean ending;

  private boolean listed;

  /** Its number in a topology; another one if it begins anew after its end. */
  private long id;

  private volatile String origin = "";

  Group(Loop loop, String name) {
    this.loop = loop;
    this.name = name;
  }

  /** The name, with which the names of the members begin. */
  public String name() {
    return name;
  }

  /** Where the members run. */
  public Loop loop() {
    return loop;
  }

  /** Where the code comes from, as shown in a {@link Topology}: a bundle, say. */
  public String origin() {
    return origin;
  }

  /** Says where the code comes from. */
  public Group origin(String origin) {
    this.origin = origin;
    return this;
  }

  /**
   * Says what happens when a member fails, from now on.
   *
   * @return this
   */
  public Group supervise(Supervision policy) {
    return loop.call(
        () -> {
          this.policy = policy;
          restarts = policy instanceof Supervision.Restart again ? new Restarts(again) : null;
          return this;
        });
  }

  /**
   * Takes a component in without starting it. Needed before linking components of different loops;
   * otherwise {@link #activate} does it.
   *
   * @return the component
   * @throws IllegalStateException if it is in a group, or linked to components on another loop
   */
  public <C extends Component<?, ?>> C add(C component) {
    return add(component, null);
  }

  /** As {@link #add(Component)}, for one that the parent starts. */
  <C extends Component<?, ?>> C add(C component, @Nullable Component<?, ?> parent) {
    return loop.call(
        () -> {
          ((Component<?, ?>) component).join(this, nameFor(component), parent);
          ((Component<?, ?>) component).memberIndex = members.size();
          members.add(component);
          if (!listed) {
            listed = true;
            id = loop.newId();
            loop.groups.add(this);
            if (loop.watchers != null) {
              loop.watchers.groupBegun(this);
            }
          }
          if (loop.watchers != null) {
            loop.watchers.joined(component);
          }
          if (loop.traces != null) {
            ((Component<?, ?>) component).boxes().forEach(Box::aimAll);
          }
          return component;
        });
  }

  /**
   * Starts a component, taking it in first if need be.
   *
   * @return the component
   * @throws IllegalStateException if it was started before, or see {@link #add}
   */
  public <C extends Component<?, ?>> C activate(C component) {
    return loop.call(
        () -> {
          if (((Component<?, ?>) component).group != this) {
            add(component);
          }
          component.start();
          return component;
        });
  }

  /**
   * Starts components that work together: takes all of them in before the first has a turn, so that
   * the group does not end with that.
   *
   * @return this
   * @throws IllegalStateException if one was started before, or see {@link #add}
   */
  public Group activate(Component<?, ?>... together) {
    return loop.call(
        () -> {
          for (Component<?, ?> component : together) {
            if (component.group != this) {
              add(component);
            }
          }
          for (Component<?, ?> component : together) {
            component.start();
          }
          return this;
        });
  }

  /**
   * Tells all members to finish, and stops those that have not ended in time. What comes from
   * outside the group ends as soon as nothing of it waits; so whoever is fed from there without a
   * pause goes on until it is stopped.
   *
   * @param within how long they may take
   * @param reason why, for people
   */
  public void shutdown(Duration within, String reason) {
    loop.run(
        () -> {
          ending = true;
          giveUpRestart();
          if (deadline == null && !members.isEmpty()) {
            deadline = loop.after(within, () -> stopLate(reason));
            var shutdown = new Signal.Shutdown(within, reason);
            List.copyOf(members).forEach(member -> member.tell(shutdown, this));
          }
        });
  }

  /** Stops all members where they wait; their {@code finally} blocks run. */
  public void stop(String reason) {
    loop.run(
        () -> {
          ending = true;
          giveUpRestart();
          stopMembers(reason);
        });
  }

  /**
   * Completes when the last member has ended and none is made anew: with the first failure since
   * then if there was one that was not ignored. A group that never had a member does not end.
   *
   * <p>That failure itself is the cause of what {@code toCompletableFuture().join()} and {@code
   * get()} throw, and of the {@link java.util.concurrent.CompletionException} that {@code
   * whenComplete} and the like are given.
   */
  public CompletionStage<Void> ended() {
    return ended.minimalCompletionStage();
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }

  /** On the loop: its number in a topology. */
  long id() {
    return id;
  }

  /** On the loop: the members now, as they joined, but for the gaps that ended ones leave. */
  List<Component<?, ?>> members() {
    return members;
  }

  /** On the loop. */
  void memberEnded(Component<?, ?> component, @Nullable Throwable cause) {
    loop.run(() -> removeMember(component, cause));
  }

  private void removeMember(Component<?, ?> component, @Nullable Throwable cause) {
    Component<?, ?> last = members.removeLast();
    if (last != component) {
      members.set(component.memberIndex, last);
      last.memberIndex = component.memberIndex;
    }
    if (cause != null) {
      failures++;
      loop.axon.failed(component, cause);
      if (!isCopedWith(component, cause)) {
        fail(component.name(), cause);
      }
    }
    if (members.isEmpty()) {
      emptied();
    }
  }

  private static boolean isCopedWith(Component<?, ?> failed, Throwable cause) {
    for (Component<?, ?> above = failed.parent(); above != null; above = above.parent()) {
      if (above.state() == Component.State.ACTIVE && above.copesWith(failed, cause)) {
        return true;
      }
    }
    return false;
  }

  /** On the loop: a member, or a group that escalates, has failed. */
  private void fail(String who, Throwable cause) {
    if (failure == null && !(policy instanceof Supervision.Ignore)) {
      failure = cause;
      stopMembers(who + " failed: " + cause);
    }
  }

  private void stopLate(String reason) {
    List.copyOf(members).forEach(member -> member.stopLate(reason));
  }

  private void stopMembers(String reason) {
    List.copyOf(members).forEach(member -> member.stop(reason));
  }

  private void emptied() {
    // Stopping members may have brought them here already, from within.
    if (!listed || restart != null) {
      return;
    }
    if (deadline != null) {
      loop.timers.cancel(deadline);
    }
    if (failure != null && restarts != null && !ending) {
      long delay = restarts.next(loop.clock.nanoTime());
      if (delay >= 0) {
        restart = loop.after(Duration.ofNanos(delay), this::makeAnew);
        return;
      }
    }
    end();
  }

  private void makeAnew() {
    if (restart == null) {
      return; // given up at the same instant, when the timer could not be stopped any more
    }
    if (!(policy instanceof Supervision.Restart again)) {
      giveUpRestart(); // the policy has changed meanwhile
      return;
    }
    restart = null;
    failure = null;
    kinds = null;
    if (loop.watchers != null) {
      loop.watchers.groupRestarted(this);
    }
    try {
      activate(again.maker().get());
    } catch (Throwable e) {
      loop.axon.report("making " + this + " anew", e);
      fail(name, e);
      if (members.isEmpty()) {
        emptied();
      }
    }
  }

  private void giveUpRestart() {
    if (restart != null) {
      loop.timers.cancel(restart);
      restart = null;
      end();
    }
  }

  private void end() {
    loop.groups.remove(this);
    listed = false;
    if (loop.watchers != null) {
      loop.watchers.groupEnded(this, failure);
    }
    if (failure == null) {
      ended.complete(null);
      return;
    }
    ended.completeExceptionally(failure);
    if (policy instanceof Supervision.Escalate escalation) {
      Throwable cause = failure;
      Group to = escalation.to();
      to.loop.run(() -> to.fail(name, cause));
    }
  }

  /** What a topology shows of this. On the loop. */
  Topology.GroupInfo info() {
    return new Topology.GroupInfo(
        id,
        name,
        loop.name,
        origin,
        policy.toString(),
        members.size(),
        failures,
        restarts == null ? 0 : restarts.total(),
        restart != null);
  }

  private String nameFor(Component<?, ?> component) {
    String kind = ((Component<?, ?>) component).kind();
    if (name.isEmpty()) {
      return kind;
    }
    if (kinds == null) {
      kinds = new HashMap<>(4);
    }
    int number = kinds.merge(kind, 1, Integer::sum);
    return name + "/" + kind + (number == 1 ? "" : "#" + number);
  }
}
