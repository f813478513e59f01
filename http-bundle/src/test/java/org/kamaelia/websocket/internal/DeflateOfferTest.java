package org.kamaelia.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** RFC 7692, 7.1, and the grammar of RFC 6455, 9.1. */
class DeflateOfferTest {
  private static final String NAME = "permessage-deflate";

  private static String answer(String offers, boolean keeps) {
    return DeflateOffer.answer(Extension.parse(offers), keeps)
        .map(DeflateOffer.Agreed::field)
        .orElse("declined");
  }

  private static @Nullable Deflate agreed(String answer, boolean keeps) {
    return DeflateOffer.agreed(Extension.parse(answer), keeps);
  }

  @Test
  void aServerSaysWhatItKeeps() {
    assertThat(answer(NAME, true)).isEqualTo(NAME);
    assertThat(answer(NAME, false))
        .isEqualTo(NAME + "; server_no_context_takeover; client_no_context_takeover");
    assertThat(answer(NAME + "; server_no_context_takeover", true))
        .isEqualTo(NAME + "; server_no_context_takeover");
    assertThat(answer(NAME + ";client_no_context_takeover", true))
        .isEqualTo(NAME + "; client_no_context_takeover");
  }

  @Test
  void aWindowOfTheServersThatTheJdkDoesNotHaveIsDeclined() {
    assertThat(answer(NAME + "; server_max_window_bits=10", true)).isEqualTo("declined");
    assertThat(answer(NAME + "; server_max_window_bits=15", true))
        .isEqualTo(NAME + "; server_max_window_bits=15");
    assertThat(answer(NAME + "; server_max_window_bits=10, " + NAME, true)).isEqualTo(NAME);
  }

  @Test
  void theClientsWindowIsItsOwnMatter() {
    assertThat(answer(NAME + "; client_max_window_bits", true)).isEqualTo(NAME);
    assertThat(answer(NAME + "; client_max_window_bits=\"9\"", true)).isEqualTo(NAME);
  }

  @Test
  void whatNobodyKnowsIsDeclined() {
    assertThat(answer("x-webkit-deflate-frame, bbf-usp-protocol", true)).isEqualTo("declined");
    for (String parameter :
        List.of(
            "unknown",
            "server_no_context_takeover=1",
            "server_no_context_takeover; server_no_context_takeover",
            "server_max_window_bits",
            "server_max_window_bits=7",
            "server_max_window_bits=16",
            "server_max_window_bits=015",
            "client_max_window_bits=08",
            "client_max_window_bits=x")) {
      assertThat(answer(NAME + "; " + parameter, true)).as(parameter).isEqualTo("declined");
    }
  }

  @Test
  void whatIsMalformedIsNoOffer() {
    assertThat(Extension.parse("a;b;c=d ; e=\"f\" ,, g"))
        .hasSize(2)
        .first()
        .hasToString(
            "Extension[name=a, parameters=[Parameter[name=b, value=Optional.empty],"
                + " Parameter[name=c, value=Optional[d]], Parameter[name=e, value=Optional[f]]]]");
    for (String field :
        List.of(
            "",
            ",",
            ";",
            "a b",
            "a;",
            "a;;b",
            "a;b=",
            "a;b=\"",
            "a;b=\"\"",
            "a;b=\"c d\"",
            "a=b",
            "a;b=\"c\\",
            "a;=c",
            "\u00e9")) {
      assertThatThrownBy(() -> Extension.parse(field))
          .as(field)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aClientTakesWhatItHasOffered() {
    assertThat(DeflateOffer.offer(true)).isEqualTo(NAME);
    assertThat(DeflateOffer.agreed(List.of(), true)).isNull();
    assertThat(agreed(NAME, true)).isEqualTo(new Deflate(true, true));
    assertThat(agreed(NAME + "; server_no_context_takeover; server_max_window_bits=8", true))
        .isEqualTo(new Deflate(true, false));
    assertThat(agreed(NAME + "; client_no_context_takeover", true))
        .isEqualTo(new Deflate(false, true));
    assertThat(agreed(NAME + "; server_no_context_takeover", false))
        .isEqualTo(new Deflate(false, false));
  }

  @Test
  void aClientTakesNothingElse() {
    for (String answer :
        List.of(
            NAME + "; client_max_window_bits=15",
            NAME + ", " + NAME,
            "x-other",
            NAME + "; unknown")) {
      assertThatThrownBy(() -> agreed(answer, true)).as(answer).hasMessageContaining(" ");
    }
    assertThatThrownBy(() -> agreed(NAME, false)).hasMessageContaining("not what was offered");
  }
}
