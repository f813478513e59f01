package org.kamaelia.console.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jline.builtins.Options;
import org.jspecify.annotations.Nullable;
import org.kamaelia.deploy.Plan;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands about jars; as Gogo calls them. */
@Component(
    service = DeployCommands.class,
    property = {
      "osgi.command.scope=kamaelia",
      "osgi.command.function=deployments",
      "osgi.command.function=plan",
      "osgi.command.function=swap",
      "osgi.command.function=rollback",
      "osgi.command.function=leaks"
    })
public final class DeployCommands {
  static final String DEPLOYMENTS =
      """
      deployments - the jars in the folder deploy/, and what became of them
      Usage: deployments [FILE]
        -? --help  show this
        --json     the same as JSON
      Examples:
        deployments
        deployments echo.jar            the steps it went through, and what is kept of it
        deployments | grep rejected
      running: its bundle runs.  incomplete: it is being copied, or starts.
      rejected: a step refused it; what ran for the file before still runs.\
      """;

  static final String PLAN =
      """
      plan - what a jar would do if it were deployed, without doing it
      Usage: plan JAR [--as FILE]
        -? --help  show this
        --as=FILE  its name in the folder deploy/; else that of the jar whose bundle it replaces
        --json     the same as JSON
      Examples:
        plan target/echo-1.1.0.jar
        plan target/echo-1.1.0.jar --as echo.jar
      Exit code 1 if a step would refuse it.\
      """;

  static final String SWAP =
      """
      swap - deploy a jar: its bundle takes the place of the one that runs, which finishes
      Usage: swap JAR [--as FILE]
        -? --help  show this
        --as=FILE  its name in the folder deploy/; else that of the jar whose bundle it replaces
        --json     what came of it, as JSON
      Examples:
        swap target/echo-1.1.0.jar
        swap target/echo-1.1.0.jar --as echo.jar
      No port is closed; new connections get the new version, the old ones are told to finish.
      If a step refuses it, nothing has changed. The old jar is kept: `rollback` goes back.\
      """;

  static final String ROLLBACK =
      """
      rollback - deploy again what ran before: the same move backwards
      Usage: rollback FILE [--to N]
        -? --help  show this
        --to=N     which of those that are kept; else the one before the one that runs
        --json     what came of it, as JSON
      Examples:
        rollback echo.jar
        rollback echo.jar --to 3        `deployments echo.jar` shows the numbers\
      """;

  static final String LEAKS =
      """
      leaks - bundles that were removed, and whose classes somebody holds on to
      Usage: leaks [--heap]
        -? --help  show this
        --heap     search a dump of the heap for who does: the server stands still meanwhile
        --json     the same as JSON
      Examples:
        leaks
        leaks --heap\
      """;

  private final Running running;

  /** Made by the service component runtime. */
  @Activate
  public DeployCommands(@Reference Running running) {
    this.running = running;
  }

  @Descriptor(DEPLOYMENTS)
  public @Nullable Object deployments(String[] words) throws Exception {
    return Command.run(
        DEPLOYMENTS,
        words,
        0,
        1,
        it ->
            it.args().isEmpty()
                ? new Listing<>(Tables.DEPLOYMENTS, running.deployer().deployments())
                : FileHistory.of(running.deployer(), it.args().getFirst()));
  }

  @Descriptor(PLAN)
  public @Nullable Object plan(CommandSession session, String[] words) throws Exception {
    return Command.run(
        PLAN,
        words,
        1,
        1,
        it -> {
          Path jar = jar(session, it);
          Plan plan = running.deployer().plan(jar, file(jar, it));
          if (plan.refused()) {
            Command.exitCode(session, 1);
          }
          return plan;
        });
  }

  @Descriptor(SWAP)
  public @Nullable Object swap(CommandSession session, String[] words) throws Exception {
    return Command.run(
        SWAP,
        words,
        1,
        1,
        it -> {
          Path jar = jar(session, it);
          String file = file(jar, it);
          return Audit.change(
              session,
              "swap %s --as %s".formatted(it.args().getFirst(), file),
              () -> deploying(file).run(() -> running.deployer().deploy(jar, file)));
        });
  }

  @Descriptor(ROLLBACK)
  public @Nullable Object rollback(CommandSession session, String[] words) throws Exception {
    return Command.run(
        ROLLBACK,
        words,
        1,
        1,
        it -> {
          String file = FileHistory.of(running.deployer(), it.args().getFirst()).file();
          String to = it.isSet("to") ? it.get("to") : "";
          if (!to.matches("[0-9]{0,9}")) {
            throw new Refusal("--to takes a number, not " + Text.clean(to));
          }
          return Audit.change(
              session,
              "rollback " + file + (to.isEmpty() ? "" : " --to " + to),
              () ->
                  deploying(file)
                      .run(
                          () ->
                              to.isEmpty()
                                  ? running.deployer().rollback(file)
                                  : running.deployer().rollback(file, Integer.parseInt(to))));
        });
  }

  @Descriptor(LEAKS)
  public @Nullable Object leaks(String[] words) throws Exception {
    return Command.run(
        LEAKS,
        words,
        0,
        0,
        it -> {
          try {
            return new Listing<>(
                Tables.LEAKS,
                it.isSet("heap") ? running.deployer().leaksInHeap() : running.deployer().leaks());
          } catch (IOException e) {
            throw new Refusal("the heap cannot be searched: " + e.getMessage());
          }
        });
  }

  private Deploying deploying(String file) throws Refusal {
    return new Deploying(running.deployer(), file);
  }

  /** The jar that was named, from where the operator is. */
  private static Path jar(CommandSession session, Options options) throws Refusal {
    String name = options.args().getFirst();
    Path jar = session.currentDir().resolve(name).normalize();
    if (!jar.toFile().isFile()) {
      throw new Refusal("no file " + Text.clean(jar.toString()));
    }
    return jar;
  }

  private String file(Path jar, Options options) throws Refusal {
    if (options.isSet("as")) {
      return options.get("as");
    }
    String bundle = FileHistory.bundle(jar);
    List<String> files =
        running.deployer().deployments().stream()
            .filter(it -> !bundle.isEmpty() && it.bundle().equals(bundle))
            .map(it -> it.file())
            .toList();
    if (files.size() > 1) {
      throw new Refusal(
          "%s runs for %s: say with --as which of them"
              .formatted(Text.clean(bundle), String.join(" and ", files)));
    }
    return files.isEmpty() ? String.valueOf(jar.getFileName()) : files.getFirst();
  }
}
