package org.kamaelia.console.internal;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.kamaelia.console.PageToken;
import org.kamaelia.console.PageTokens;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command about the live page; as Gogo calls it. */
@Component(
    service = PageCommands.class,
    property = {"osgi.command.scope=kamaelia", "osgi.command.function=page"})
public final class PageCommands {
  static final String PAGE =
      """
      page - the address of the live page with a token, with which it changes things too
      Usage: page [--revoke]
        -? --help  show this
        --revoke   end the token
        --json     the same, or what came of it, as JSON
      Examples:
        page
        page --revoke
      From outside: xdg-open "$(./kamaelia console -c 'page --json' | jq -r .address)"
      The token holds for an hour, in the memory of the server that gave it; a new one ends the one
      before. Who has it can bind, unbind, retry, suspend, resume, drain, close connections, set faults,
      read the TLS files again, plan, swap and roll back.\
      """;

  private final Running running;

  /** Made by the service component runtime. */
  @Activate
  public PageCommands(@Reference Running running) {
    this.running = running;
  }

  @Descriptor(PAGE)
  public @Nullable Object page(CommandSession session, String[] words) throws Exception {
    return Command.run(
        PAGE,
        words,
        0,
        0,
        it ->
            it.isSet("revoke")
                ? Audit.change(
                    session, "page --revoke", () -> new Revoked(running.pageTokens().revoke()))
                : Audit.change(session, "page", () -> give(session)));
  }

  private PageToken give(CommandSession session) throws Refusal {
    PageTokens tokens = running.pageTokens();
    try {
      return tokens.give(Audit.who(session));
    } catch (IllegalStateException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }
}
