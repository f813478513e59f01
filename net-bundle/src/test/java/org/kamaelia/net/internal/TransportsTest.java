package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TransportsTest {
  @Test
  void theBestIsOneThatWorksAndSaysWhyItIsNoBetterOne() {
    Transports.Choice best = Transports.choose("best");
    assertThat(best.remark().isEmpty()).isEqualTo(best.transport().name().equals("io_uring"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void eachIsHadByItsName() {
    assertThat(Transports.choose("nio").transport().name()).isEqualTo("nio");
    assertThat(Transports.choose("epoll").transport().name()).isEqualTo("epoll");
  }

  @Test
  void aNameThatIsNoneIsRefusedWithThoseThatAre() {
    assertThatThrownBy(() -> Transports.choose("token-ring"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("token-ring")
        .hasMessageContaining("io_uring, epoll, nio and best");
  }
}
