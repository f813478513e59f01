package org.kamaelia.console.internal;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands about the console itself, and the server as a whole; as Gogo calls them. */
@Component(
    service = ConsoleCommands.class,
    property = {
      "osgi.command.scope=kamaelia",
      "osgi.command.function=watch",
      "osgi.command.function=help",
      "osgi.command.function=shutdown",
      "osgi.command.function=exit"
    })
public final class ConsoleCommands {
  static final String WATCH =
      """
      watch - show what a command shows, again and again, till Ctrl-C
      Usage: watch [-n SECONDS] [-c TIMES] COMMAND...
        -? --help            show this
        -n --every=SECONDS   how long to wait between two looks; else 2
        -c --count=TIMES     how many looks; else without end
      Examples:
        watch listeners
        watch -n 0.5 connections --tcp
        watch 'connections | grep finishing'    quoted: a whole line
      From outside it prints one look after the other; with --json each is one line:
        ./kamaelia console -c 'watch -n 5 listeners --json' | jq --unbuffered 'length'
      A command that fails at the first look ends it; one that fails later is shown so.\
      """;

  static final String HELP =
      """
      help - the commands, or one of them
      Usage: help [COMMAND]
        -? --help  show this
        --json     the same as JSON; ours only
      Examples:
        help
        help bind
        help listener                   its settings
        help deploy                     what can be set of deploying; help ssh
        help felix:lb\
      """;

  static final String SHUTDOWN =
      """
      shutdown - stop the server, at once: ports are closed, connections are told to finish
      Usage: shutdown
        -? --help  show this
      Examples:
        shutdown\
      """;

  static final String EXIT =
      """
      exit - leave the console; the server goes on. Ctrl-D does the same
      Usage: exit
        -? --help  show this
      Examples:
        exit\
      """;

  private final BundleContext context;
  private final Sessions sessions;
  private final Running running;

  /** Made by the service component runtime. */
  @Activate
  public ConsoleCommands(
      BundleContext context, @Reference Sessions sessions, @Reference Running running) {
    this.context = context;
    this.sessions = sessions;
    this.running = running;
  }

  @Descriptor(WATCH)
  public @Nullable Object watch(CommandSession session, String[] words) throws Exception {
    return Command.run(
        WATCH,
        words,
        1,
        Integer.MAX_VALUE,
        it -> {
          Watch.of(it, sessions, session).run();
          return null;
        });
  }

  @Descriptor(HELP)
  public @Nullable Object help(CommandSession session, String[] words) throws Exception {
    return Command.run(
        HELP,
        words,
        0,
        1,
        it ->
            it.args().isEmpty()
                ? Help.overview(session)
                : Help.of(session, running, it.args().getFirst()));
  }

  @Descriptor(SHUTDOWN)
  public @Nullable Object shutdown(CommandSession session, String[] words) throws Exception {
    return Command.run(SHUTDOWN, words, () -> Audit.change(session, "shutdown", this::stop));
  }

  @Descriptor(EXIT)
  public @Nullable Object exit(CommandSession session, String[] words) throws Exception {
    return Command.run(
        EXIT,
        words,
        () -> {
          if (session.get(Sessions.LEAVE) instanceof Runnable leave) {
            leave.run();
          }
          return null;
        });
  }

  private String stop() throws Refusal {
    try {
      // returns at once, and stops from a thread of the framework's
      context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
      return "the server is stopping";
    } catch (BundleException e) {
      throw new Refusal("the server does not stop: " + e.getMessage());
    }
  }
}
