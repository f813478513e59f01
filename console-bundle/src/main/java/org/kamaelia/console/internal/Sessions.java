package org.kamaelia.console.internal;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.gogo.jline.Builtin;
import org.apache.felix.gogo.jline.Posix;
import org.apache.felix.gogo.jline.Procedural;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.threadio.ThreadIO;
import org.jspecify.annotations.Nullable;
import org.kamaelia.console.Commands;
import org.kamaelia.console.Console;
import org.kamaelia.console.Conversation;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Opens Gogo sessions for operators, and brings the tools of Gogo's shell that they have there. */
@Component(
    service = {Sessions.class, Console.class, Commands.class},
    immediate = true)
public final class Sessions implements Console, Commands {
  /** The session variable with the {@link Runnable} that ends an interactive session. */
  static final String LEAVE = "kamaelia.leave";

  /** What starts an interactive session; a file of that name in {@code etc/} takes its place. */
  private static final String PROFILE = "kamaelia_profile";

  private final BundleContext context;
  private final CommandProcessor processor;
  private final ThreadIO threadIo;
  private final Running running;
  private final List<ServiceRegistration<?>> tools = new ArrayList<>();

  /** Made by the service component runtime. */
  @Activate
  public Sessions(
      BundleContext context,
      @Reference CommandProcessor processor,
      @Reference ThreadIO threadIo,
      @Reference Running running) {
    this.context = context;
    this.processor = processor;
    this.threadIo = threadIo;
    this.running = running;
    // those that neither open ports nor other consoles, nor write files
    tools(new Procedural(), "each", "if", "not", "throw", "try", "until", "while", "break");
    tools(new Posix(processor), "cat", "clear", "date", "echo", "grep", "head", "less", "sleep");
    tools(new Posix(processor), "sort", "tail", "wc");
    tools(new Builtin(), "bg", "complete", "fg", "format", "history", "jobs", "keymap", "set");
    tools(new Builtin(), "setopt", "tac", "type", "unsetopt", "__files");
    tools(shell(), "help", "source");
  }

  /** Takes the tools away. */
  @Deactivate
  public void close() {
    tools.forEach(ServiceRegistration::unregister);
  }

  @Override
  public Conversation run(String line, String who, OutputStream out, OutputStream err) {
    return run(line, new Speaker(who, null), out, err);
  }

  @Override
  public Conversation run(List<String> words, String who, OutputStream out, OutputStream err) {
    return new LineConversation(this, words, new Speaker(who, null), out, err);
  }

  @Override
  public Conversation open(String type, int columns, int rows, String who, OutputStream out) {
    return open(type, columns, rows, new Speaker(who, null), out, false);
  }

  /** As above. */
  Conversation run(String line, Speaker speaker, OutputStream out, OutputStream err) {
    return new LineConversation(this, line, speaker, out, err);
  }

  /**
   * As above.
   *
   * @param log whether the server's log appears above the prompt
   */
  Conversation open(
      String type, int columns, int rows, Speaker speaker, OutputStream out, boolean log) {
    return new TerminalConversation(this, type, columns, rows, speaker, out, log);
  }

  /** The file with the lines typed in earlier sessions, beside the socket; null if none. */
  @Nullable Path history() {
    String socket = context.getProperty(ConsoleSocket.PATH);
    return socket == null ? null : Path.of(socket + ".history");
  }

  /** Opens a session. */
  CommandSession open(InputStream in, OutputStream out, OutputStream err, Speaker speaker) {
    CommandSession session = processor.createSession(in, out, err);
    session.put(Shell.VAR_SCOPE, "kamaelia:gogo:*");
    session.put(Audit.WHO, speaker.who());
    if (speaker.folder() != null) {
      session.currentDir(speaker.folder());
    }
    Function unknown =
        (it, words) -> {
          throw Help.noSuchCommand(it, String.valueOf(words.getFirst()));
        };
    session.put("default", unknown);
    return session;
  }

  /** A shell that can be told to stop. */
  Shell shell() {
    return new CompletingShell(new Place(context), processor, threadIo, PROFILE, running);
  }

  private void tools(Object tool, String... names) {
    var properties =
        Map.of(CommandProcessor.COMMAND_SCOPE, "gogo", CommandProcessor.COMMAND_FUNCTION, names);
    tools.add(context.registerService(Object.class, tool, FrameworkUtil.asDictionary(properties)));
  }

  /** What a shell asks of its surroundings. */
  private record Place(BundleContext context) implements Shell.Context {
    @Override
    public String getProperty(String name) {
      return context.getProperty(name);
    }

    /** Never asked for: leaving the console does not stop the server. */
    @Override
    public void exit() {
      throw new UnsupportedOperationException();
    }
  }
}
