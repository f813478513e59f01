package org.kamaelia.protocol.fortune;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.kamaelia.net.Connection;
import org.kamaelia.net.Protocol;
import org.kamaelia.net.ProtocolFactory;
import org.osgi.service.component.annotations.Component;

/** Registers {@link Fortune} under the name {@code fortune}, with the sayings of this bundle. */
@Component
@Protocol(name = "fortune", port = 17)
public final class FortuneFactory implements ProtocolFactory {
  private final List<String> sayings;

  /**
   * Reads the sayings, one a line.
   *
   * @throws IOException if the bundle cannot be read
   */
  public FortuneFactory() throws IOException {
    try (InputStream in = FortuneFactory.class.getResourceAsStream("sayings.txt")) {
      sayings = new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }

  @Override
  public Fortune create(Connection connection) {
    return new Fortune(sayings);
  }
}
