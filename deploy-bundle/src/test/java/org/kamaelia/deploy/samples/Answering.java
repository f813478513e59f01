package org.kamaelia.deploy.samples;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import org.kamaelia.axon.Component;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ProtocolFactory;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Brings the protocol {@code answering}, which answers each message with the header {@code Text};
 * where that is {@code no!} it cannot be made.
 */
public final class Answering implements BundleActivator {
  /** The protocol. */
  public static final class Answer extends Component<ByteBuffer, ByteBuffer> {
    private final String text;

    private Answer(String text) {
      this.text = text;
    }

    @Override
    protected void run() throws Exception {
      for (var _ : inbox) {
        outbox.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      }
    }
  }

  /** Makes it. */
  public record Factory(String text) implements ProtocolFactory {
    @Override
    public Answer create(Connection connection) {
      if (text.equals("no!")) {
        throw new IllegalStateException("out of luck");
      }
      return new Answer(text);
    }
  }

  @Override
  public void start(BundleContext context) {
    var properties = new Hashtable<String, Object>();
    properties.put("kamaelia.protocol.name", "answering");
    context.registerService(
        ProtocolFactory.class,
        new Factory(context.getBundle().getHeaders("").get("Text")),
        properties);
  }

  @Override
  public void stop(BundleContext context) {}
}
