package org.kamaelia.record;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Captures that come from strangers. */
class PcapngFuzz {
  @FuzzTest
  void aFileIsReadOrRefusedWithThePlace(byte[] file) throws IOException {
    PcapngTest.readOrRefuse(file);
  }
}
