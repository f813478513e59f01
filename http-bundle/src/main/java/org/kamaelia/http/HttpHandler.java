package org.kamaelia.http;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers the requests for a resource, or for all under a path. Register it as an OSGi service with
 * an {@link HttpResource} annotation, and listeners that speak {@code http} have it from then on.
 *
 * {@snippet :
 * @Component
 * @HttpResource(path = "/hello")
 * public final class Hello implements HttpHandler {
 *   public Response handle(Request request) {
 *     return Response.text("Hello, " + request.parameter("name").orElse("world") + "\n");
 *   }
 * }
 * }
 */
@ConsumerType
@FunctionalInterface
public interface HttpHandler {

  /**
   * Answers a request. Called in the body of the connection's component, so it may wait for what
   * the {@link Request#body} brings, and must not wait for anything else: while it computes, all
   * other connections of the loop wait. What takes long, or comes bit by bit, is the work of a
   * component of its own, see {@link Response#by}.
   *
   * <p>Several connections may call it at one time, on different threads.
   *
   * @throws HttpException for an answer that says what is wrong with the request
   * @throws Exception what is logged, and answered with status 500
   */
  Response handle(Request request) throws Exception;
}
