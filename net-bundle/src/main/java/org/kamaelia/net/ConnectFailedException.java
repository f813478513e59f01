package org.kamaelia.net;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * No connection could be opened: the message names each address and what was wrong with it. It has
 * no stack trace, as it says all there is to know.
 */
@SuppressWarnings("serial") // it is told and dropped, not sent elsewhere
public final class ConnectFailedException extends IOException {
  private static final long serialVersionUID = 1;

  private final String target;
  private final int attempts;
  private final List<Failure> failures;

  /**
   * Why one address was no use.
   *
   * @param address host or address and port, or {@code unix:} and a path
   * @param cause what went wrong there
   */
  public record Failure(String address, IOException cause) {
    /** {@code address: reason}. */
    @Override
    public String toString() {
      return address + ": " + Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }
  }

  /**
   * Makes one.
   *
   * @param target where the client wanted to
   * @param attempts how many there were
   * @param failures of the last attempt, in the order in which they came
   */
  public ConnectFailedException(String target, int attempts, List<Failure> failures) {
    super(message(target, attempts, failures));
    this.target = target;
    this.attempts = attempts;
    this.failures = List.copyOf(failures);
  }

  private static String message(String target, int attempts, List<Failure> failures) {
    String wanted = "no connection to " + target;
    String when = attempts == 1 ? "" : " in %d attempts; the last one".formatted(attempts);
    String why = failures.stream().map(Failure::toString).collect(Collectors.joining("; "));
    boolean named = why.startsWith(target + ": ");
    return wanted + when + (named ? why.substring(target.length()) : ": " + why);
  }

  /** Where the client wanted to: host and port, say. */
  public String target() {
    return target;
  }

  /** How many attempts there were. */
  public int attempts() {
    return attempts;
  }

  /** Why each address was no use in the last attempt, in the order in which that was known. */
  public List<Failure> failures() {
    return failures;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
