package org.kamaelia.net.internal;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class UringFileRegionTest extends FileRegionTest {
  @Override
  String transport() {
    return "io_uring";
  }
}
