package org.kamaelia.http;

/** Ends the handling of a request with an answer that says what is wrong with it. Not logged. */
public final class HttpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * What is answered.
   *
   * @param status the status code, 400 to 599
   * @param reason what is wrong, for the client: it is the answer's content
   */
  public HttpException(int status, String reason) {
    super(reason);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("no status of an error: " + status);
    }
    this.status = status;
  }

  /** The status code. */
  public int status() {
    return status;
  }
}
