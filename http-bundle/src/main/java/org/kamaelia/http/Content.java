package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.kamaelia.axon.Component;

/** Where the content of a response comes from. */
public sealed interface Content {

  /**
   * It is there already.
   *
   * @param messages the bytes, some of which may stand for a {@link org.kamaelia.net.FileRegion}
   * @param length how many bytes they are in all
   */
  record Parts(List<ByteBuffer> messages, long length) implements Content {
    /** No content. */
    public static final Parts NONE = new Parts(List.of(), 0);
  }

  /**
   * A component makes it, which gets what the client sends along. It is for one response.
   *
   * @param component not started
   * @param length how many bytes it makes, if that is known; a client is told by an abrupt end if
   *     it makes others
   */
  record Made(Component<ByteBuffer, ByteBuffer> component, OptionalLong length)
      implements Content {}

  /**
   * There is none; the connection is the component's, which speaks another protocol.
   *
   * @param component not started
   */
  record Switched(Component<ByteBuffer, ByteBuffer> component) implements Content {}
}
