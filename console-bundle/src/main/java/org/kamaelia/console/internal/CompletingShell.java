package org.kamaelia.console.internal;

import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.threadio.ThreadIO;
import org.jline.reader.impl.LineReaderImpl;
import org.jspecify.annotations.Nullable;

/** Gogo's shell, which completes what our commands take as well. */
final class CompletingShell extends Shell {
  private final Running running;

  CompletingShell(
      Context context,
      CommandProcessor processor,
      ThreadIO threadIo,
      String profile,
      Running running) {
    super(context, processor, threadIo, profile);
    this.running = running;
  }

  /** Called for the profile when the line reader has just been made, which is when it is needed. */
  @Override
  public @Nullable Object source(CommandSession session, String script) throws Exception {
    if (Shell.getReader(session) instanceof LineReaderImpl reader
        && !(reader.getCompleter() instanceof Completion)) {
      reader.setCompleter(new Completion(running, session::currentDir, reader.getCompleter()));
    }
    return super.source(session, script);
  }
}
