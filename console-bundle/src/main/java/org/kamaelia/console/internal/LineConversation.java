package org.kamaelia.console.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.kamaelia.console.Conversation;

/** One command line, or one command, in a Gogo session of its own. */
final class LineConversation implements Conversation {
  private static final Logger LOG = System.getLogger("org.kamaelia.console");

  /** The line that runs a command whose words the shell is not to read. */
  private static final String VERBATIM = "verbatim";

  private final CommandSession session;
  private final String line;

  /** What is said of it in the log. */
  private final String command;

  private final PrintStream out;
  private final PrintStream err;

  LineConversation(
      Sessions sessions, String line, Speaker speaker, OutputStream output, OutputStream errors) {
    this(sessions, line, line, speaker, output, errors);
  }

  LineConversation(
      Sessions sessions,
      List<String> words,
      Speaker speaker,
      OutputStream output,
      OutputStream errors) {
    this(sessions, VERBATIM, String.join(" ", words), speaker, output, errors);
    Function verbatim = (it, none) -> own(it, words.getFirst()).execute(it, behind(words));
    session.put(VERBATIM, verbatim);
  }

  private LineConversation(
      Sessions sessions,
      String line,
      String command,
      Speaker speaker,
      OutputStream output,
      OutputStream errors) {
    this.line = line;
    this.command = command;
    out = new PrintStream(output, false, StandardCharsets.UTF_8);
    err = new PrintStream(errors, false, StandardCharsets.UTF_8);
    session = sessions.open(InputStream.nullInputStream(), out, err, speaker);
  }

  /** One of our commands. */
  private static Function own(CommandSession session, String name) throws Refusal {
    if (session.get("kamaelia:" + name) instanceof Function command) {
      return command;
    }
    throw Help.noSuchCommand(session, name);
  }

  private static List<Object> behind(List<String> words) {
    return List.copyOf(words.subList(1, words.size()));
  }

  @Override
  public int hold() {
    try {
      Object result = session.execute(line);
      if (result != null) {
        out.println(session.format(result, Converter.INSPECT));
      }
      return Command.exitCode(session);
    } catch (Refusal.NoSuchCommand e) {
      err.println(e);
      return 127;
    } catch (Refusal e) {
      err.println(e);
      return 1;
    } catch (Exception e) {
      // Gogo wraps what is no exception
      Throwable within = e instanceof InvocationTargetException ? e.getCause() : null;
      Throwable cause = within == null ? e : within;
      boolean error = cause instanceof Error;
      LOG.log(error ? Level.WARNING : Level.DEBUG, "the command " + Text.clean(command), cause);
      err.println(error || cause.getMessage() == null ? cause : cause.getMessage());
      return 1;
    } finally {
      session.close();
      out.flush();
      err.flush();
    }
  }

  @Override
  public void input(byte[] typed) throws IOException {
    throw new IOException("a command that is run reads no input");
  }

  @Override
  public void resize(int columns, int rows) throws IOException {
    throw new IOException("a command that is run has no terminal");
  }

  @Override
  public void leave() {}

  @Override
  public void cut() {
    session.close();
  }
}
