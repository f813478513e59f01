package org.kamaelia.net.internal;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class UringFanOutTest extends FanOutTest {
  @Override
  String transport() {
    return "io_uring";
  }
}
