package org.kamaelia.axon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;

/**
 * Sends the lines that are typed, without their ends, until there are no more. Reads on a thread of
 * its own; standard input cannot be interrupted, so a stop takes effect with the next line.
 */
public final class ConsoleReader extends ThreadedComponent<Object, String> {
  private final BufferedReader lines;

  /** Makes a reader of standard input. */
  public ConsoleReader() {
    this(new InputStreamReader(System.in, Charset.defaultCharset()));
  }

  /** Makes a reader of these characters, which it does not close. */
  public ConsoleReader(Reader from) {
    lines = new BufferedReader(from);
  }

  @Override
  protected void run() throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      outbox.send(line);
    }
  }
}
