package org.kamaelia.protocol.http;

import java.util.List;
import java.util.Optional;
import org.kamaelia.http.Field;
import org.kamaelia.http.Request;
import org.kamaelia.net.Connection;

/** A request as it came. */
record HttpRequest(Head head, Target where, String below, RequestBody body, Connection connection)
    implements Request {

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String target() {
    return head.target();
  }

  @Override
  public String path() {
    return where.path();
  }

  @Override
  public String query() {
    return where.query();
  }

  @Override
  public Optional<String> parameter(String name) {
    return where.parameter(name);
  }

  @Override
  public String authority() {
    return where.authority();
  }

  @Override
  public int minorVersion() {
    return head.minor();
  }

  @Override
  public List<Field> headers() {
    return head.fields();
  }

  @Override
  public Optional<String> header(String name) {
    return head.value(name);
  }

  @Override
  public boolean has(String name, String token) {
    return head.has(name, token);
  }

  @Override
  public List<Field> trailers() {
    return body.trailers();
  }
}
