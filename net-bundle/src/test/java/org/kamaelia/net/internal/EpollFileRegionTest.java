package org.kamaelia.net.internal;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class EpollFileRegionTest extends FileRegionTest {
  @Override
  String transport() {
    return "epoll";
  }
}
