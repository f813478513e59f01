package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.console.PageToken;
import org.kamaelia.console.PageTokens;
import org.osgi.framework.ServiceRegistration;

/** The command about the live page. */
@Timeout(120)
class PageCommandsTest extends ContainerTest {
  private static final String ADDRESS = "http://127.0.0.1:7080/kamaelia/#token=secret";

  private final Records log = new Records();
  private final Page page = new Page();
  private @Nullable ServiceRegistration<?> registration;

  @BeforeEach
  void begin() {
    registration = container.context.registerService(PageTokens.class, page, null);
    Logger.getLogger("org.kamaelia").addHandler(log);
  }

  @AfterEach
  void end() {
    Logger.getLogger("org.kamaelia").removeHandler(log);
    if (registration != null) {
      registration.unregister();
    }
  }

  /** A page that has one token. */
  private static final class Page implements PageTokens {
    String who = "";
    boolean reached = true;

    @Override
    public PageToken give(String asked) {
      if (!reached) {
        throw new IllegalStateException("nobody can reach it");
      }
      who = asked;
      return new PageToken(ADDRESS, Instant.parse("2026-11-26T12:00:00Z"));
    }

    @Override
    public boolean revoke() {
      boolean held = !who.isEmpty();
      who = "";
      return held;
    }
  }

  @Test
  void itShowsTheAddressWithTheTokenAndHowLongThatHolds() throws Exception {
    assertThat(run("page").out())
        .isEqualTo(ADDRESS + "\nholds until 2026-11-26T12:00:00Z; `page --revoke` ends it\n");
    assertThat(page.who).matches(System.getProperty("user.name") + " \\(console \\d+\\)");
    assertThat(run("page --json").out())
        .isEqualTo("{\"address\":\"%s\",\"until\":\"2026-11-26T12:00:00Z\"}\n".formatted(ADDRESS));
  }

  @Test
  void theTokenEndsWhenItIsRevoked() throws Exception {
    run("page");
    assertThat(run("page --revoke").out()).isEqualTo("the page's token is revoked\n");
    assertThat(page.who).isEmpty();
    assertThat(run("page --revoke").out()).isEqualTo("there was no token\n");
    assertThat(run("page --revoke --json").out()).isEqualTo("{\"held\":false}\n");
  }

  @Test
  void itIsAuditedWithoutTheToken() throws Exception {
    run("page");
    run("page --json");
    run("page --revoke");
    assertThat(log.lines)
        .hasSize(3)
        .noneMatch(it -> it.contains("secret"))
        .satisfiesExactly(
            it -> assertThat(it).endsWith("page: a token for the page, until 2026-11-26T12:00:00Z"),
            it -> assertThat(it).contains("page: a token for the page"),
            it -> assertThat(it).endsWith("page --revoke: the page's token is revoked"));
  }

  @Test
  void itSaysWhyThereIsNone() throws Exception {
    page.reached = false;
    assertThat(run("page").err()).isEqualTo("nobody can reach it\n");
    registration.unregister();
    registration = null;
    assertThat(run("page")).isEqualTo(new Operator.Answer(1, "", "no page runs\n"));
  }

  private static Operator.Answer run(String line) throws Exception {
    return Operator.run(socket, line);
  }
}
