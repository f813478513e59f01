package org.kamaelia.testbed.plan.planted;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.SteppedAxon;

/** Jobs that a worker does, and that it is woken for when it sleeps. */
public final class Jobs {
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final Deque<String> waiting = new ArrayDeque<>();
  private final boolean right;
  private boolean sleeps;
  private int done;

  /** The worker looks for jobs, and then says that it sleeps, unless it is to do right. */
  public Jobs(boolean right) {
    this.right = right;
  }

  /** Does jobs until nobody can have more. */
  private final class Worker extends Component<String, Object> {
    @Override
    protected void run() {
      while (true) {
        while (!waiting.isEmpty()) {
          waiting.remove();
          done++;
        }
        clock().sleep(MOMENT); // perhaps there is more
        sleeps = true;
        if (waiting.isEmpty() || !right) {
          inbox.receive();
        }
        sleeps = false;
      }
    }
  }

  /** Has a job after a while. */
  private final class Boss extends Component<Object, String> {
    @Override
    protected void run() {
      clock().sleep(MOMENT);
      waiting.add("job");
      if (sleeps) {
        outbox.send("wake up");
      }
    }
  }

  /** Runs it all: how many jobs are done in the end, of the one that there is. */
  public int done(SteppedAxon axon) {
    Worker worker = new Worker();
    Boss boss = new Boss();
    boss.outbox().linkTo(worker.inbox());
    axon.group("jobs").activate(worker, boss);
    axon.runToEnd();
    return done;
  }
}
