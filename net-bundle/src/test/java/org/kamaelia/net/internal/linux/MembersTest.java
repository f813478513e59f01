package org.kamaelia.net.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MembersTest {
  private final Members<String> members = new Members<>();

  @Test
  void aNumberOfOneWhoHasGoneReachesNobody() {
    long first = members.add("first");
    assertThat(members.get(first)).isEqualTo("first");
    members.remove(first);
    long second = members.add("second");
    assertThat(members.get(first)).isNull();
    assertThat(members.get(second)).isEqualTo("second");
    members.remove(first); // has no effect
    assertThat(members.get(second)).isEqualTo("second");
    assertThat(members.get(0)).isNull();
  }

  @Test
  void manyHaveNumbersOfTheirOwnAndPlacesAreUsedAgain() {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      numbers.add(members.add("m" + i));
    }
    for (int i = 0; i < 1000; i += 2) {
      members.remove(numbers.get(i));
    }
    for (int i = 0; i < 500; i++) {
      numbers.add(members.add("n" + i));
    }
    assertThat(members.get(numbers.get(999))).isEqualTo("m999");
    assertThat(members.get(numbers.get(998))).isNull();
    assertThat(members.get(numbers.getLast())).isEqualTo("n499");
    List<String> all = new ArrayList<>();
    members.forEach(all::add);
    assertThat(all).hasSize(1000);
    assertThat(numbers).allMatch(number -> number > 0 && number < 1L << 56);
  }
}
