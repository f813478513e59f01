package org.kamaelia.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WishTest {

  @Test
  void itIsRead() throws IOException {
    assertThat(Wish.of("{\"seen\":7,\"components\":[1,2],\"connections\":[]}"))
        .isEqualTo(new Wish(7, Set.of(1L, 2L), Set.of()));
    assertThat(Wish.of("{}")).isEqualTo(Wish.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}{}",
        "{\"seen\":\"7\"}",
        "{\"seen\":1.5}",
        "{\"components\":1}",
        "{\"components\":[[1]]}",
        "{\"components\":[1,\"2\"]}",
        "{\"components\":[99999999999999999999]}",
        "{\"other\":1}",
      })
  void allElseIsRefused(String text) {
    assertThatThrownBy(() -> Wish.of(text)).isInstanceOf(IOException.class);
  }

  @Test
  void noMoreThanHasRoomOnAScreenIsTaken() {
    String ids =
        String.join(",", IntStream.rangeClosed(0, Wish.MOST).mapToObj(Integer::toString).toList());
    assertThatThrownBy(() -> Wish.of("{\"components\":[%s]}".formatted(ids)))
        .isInstanceOf(IOException.class);
  }
}
