package org.kamaelia.lab;

import java.io.IOException;
import java.nio.file.Path;

final class Report {
  private Report() {}

  static void write(Results results, Path folder, Curves curves) throws IOException {}
}
