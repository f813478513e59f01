package org.kamaelia.axon;

import java.io.PrintStream;

/**
 * Prints what passes, a line a message, and passes it on.
 *
 * @param <T> the type of its messages
 */
public final class ConsoleEchoer<T> extends Component<T, T> {
  private final PrintStream console;

  /** Makes an echoer that prints to standard output. */
  public ConsoleEchoer() {
    this(System.out);
  }

  /** Makes an echoer that prints there. */
  public ConsoleEchoer(PrintStream console) {
    this.console = console;
  }

  @Override
  protected void run() {
    for (T message : inbox) {
      console.println(message);
      outbox.send(message);
    }
  }
}
