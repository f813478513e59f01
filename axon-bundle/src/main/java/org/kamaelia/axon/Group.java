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
  private final Loop loop;
  private final String name;
  private final List<Component<?, ?>> members = new ArrayList<>(2);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private @Nullable Map<String, Integer> kinds;
  private @Nullable Throwable failure;
  private @Nullable Task deadline;
  private boolean listed;
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
   * Takes a component in without starting it. Needed before linking components of different loops;
   * otherwise {@link #activate} does it.
   *
   * @return the component
   * @throws IllegalStateException if it is in a group, or linked to components on another loop
   */
  public <C extends Component<?, ?>> C add(C component) {
    return loop.call(
        () -> {
          ((Component<?, ?>) component).join(this, nameFor(component));
          ((Component<?, ?>) component).memberIndex = members.size();
          members.add(component);
          if (!listed) {
            listed = true;
            loop.groups.add(this);
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
   * Tells all members to finish, and stops those that have not ended in time.
   *
   * @param within how long they may take
   * @param reason why, for people
   */
  public void shutdown(Duration within, String reason) {
    loop.run(
        () -> {
          if (deadline == null && !members.isEmpty()) {
            deadline = loop.after(within, () -> stop(reason));
            var shutdown = new Signal.Shutdown(within, reason);
            List.copyOf(members).forEach(member -> member.tell(shutdown, this));
          }
        });
  }

  /** Stops all members where they wait; their {@code finally} blocks run. */
  public void stop(String reason) {
    loop.run(() -> List.copyOf(members).forEach(member -> member.stop(reason)));
  }

  /**
   * Completes when the last member has ended: with the first failure if there was one. A group that
   * never had a member does not end.
   */
  public CompletionStage<Void> ended() {
    return ended.minimalCompletionStage();
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
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
      loop.axon.failed(component, cause);
      if (failure == null) {
        failure = cause;
        stop(component + " failed: " + cause);
      }
    }
    if (members.isEmpty()) {
      if (deadline != null) {
        loop.timers.cancel(deadline);
      }
      loop.groups.remove(this);
      listed = false;
      if (failure == null) {
        ended.complete(null);
      } else {
        ended.completeExceptionally(failure);
      }
    }
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
