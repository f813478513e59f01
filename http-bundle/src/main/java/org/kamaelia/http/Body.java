package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The content of a request, as it comes: the client waits while nobody takes it. Who wants all of
 * it at once says how much that may be. What is not taken is thrown away.
 *
 * <p>Threading: in the handler only.
 */
@ProviderType
public interface Body extends Iterable<ByteBuffer> {

  /** How many bytes it has; nothing if that is not known before its end. */
  OptionalLong length();

  /**
   * Whether all of it has come. A component that is fed with it asks at the end of its inbox: the
   * client may have gone in the middle. From the loop of the connection.
   */
  boolean isWhole();

  /**
   * Takes all that is left.
   *
   * @param most how many bytes that may be
   * @throws HttpException with status 413 if it is more, or what is wrong with it
   */
  byte[] bytes(int most);

  /**
   * Takes all that is left, as UTF-8.
   *
   * @param most how many bytes that may be
   * @throws HttpException with status 413 if it is more, or what is wrong with it
   */
  String text(int most);
}
