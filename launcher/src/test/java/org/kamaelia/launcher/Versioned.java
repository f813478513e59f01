package org.kamaelia.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.kamaelia.axon.Component;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.SelfTest;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Brings the protocol {@code versioned}: it says its version, and then what it is told. Where its
 * header {@code Blocks} names its start, its test or its stop, and the file that {@code Block}
 * names is there, that does not come back while the file is; the file {@code .reached} beside it
 * says so.
 */
public final class Versioned implements BundleActivator {

  /** The protocol. */
  public static final class Echo extends Component<ByteBuffer, ByteBuffer> {
    private final String version;

    private Echo(String version) {
      this.version = version;
    }

    @Override
    protected void run() throws Exception {
      outbox.send(StandardCharsets.US_ASCII.encode(version + "\n"));
      for (ByteBuffer message : inbox) {
        if (StandardCharsets.US_ASCII.decode(message.duplicate()).toString().startsWith("hold")) {
          // busy, whatever it is told
          clock().sleep(Duration.ofHours(1));
        }
        outbox.send(message);
      }
    }
  }

  /** Makes it. */
  public record Factory(String version) implements ProtocolFactory {
    @Override
    public Echo create(Connection connection) {
      return new Echo(version);
    }
  }

  @Override
  public void start(BundleContext context) throws Exception {
    block(context, "start");
    context.registerService(SelfTest.class, () -> block(context, "test"), null);
    var properties = new Hashtable<String, Object>();
    properties.put("kamaelia.protocol.name", "versioned");
    context.registerService(
        ProtocolFactory.class,
        new Factory(context.getBundle().getVersion().toString()),
        properties);
  }

  @Override
  public void stop(BundleContext context) throws Exception {
    block(context, "stop");
  }

  private static void block(BundleContext context, String where) throws IOException {
    var headers = context.getBundle().getHeaders("");
    if (where.equals(headers.get("Blocks"))) {
      Path block = Path.of(headers.get("Block"));
      while (Files.exists(block)) {
        Files.write(block.resolveSibling("reached"), new byte[0]);
        LockSupport.parkNanos(10_000_000);
      }
    }
  }

  /**
   * Makes a jar of it.
   *
   * @param blocks where it blocks, or nowhere
   * @param block while which file is there
   */
  static Path jar(Path jar, String version, String blocks, Path block) throws IOException {
    Map<String, String> headers = new HashMap<>();
    headers.put("Bundle-SymbolicName", "versioned");
    headers.put("Bundle-Version", version);
    headers.put("Bundle-Activator", Versioned.class.getName());
    headers.put("Import-Package", "org.osgi.framework,org.kamaelia.axon,org.kamaelia.net");
    headers.put(
        "Provide-Capability",
        "org.kamaelia.protocol;org.kamaelia.protocol=versioned;version:Version=" + version);
    headers.put("Blocks", blocks);
    headers.put("Block", block.toString());
    TestBundle.write(jar, headers, Versioned.class, Echo.class, Factory.class);
    return jar;
  }
}
