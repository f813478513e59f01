package org.kamaelia.protocol.http;

import java.util.List;
import java.util.Map;
import org.kamaelia.http.Request;

/** Content codings, and what a client says of them (RFC 9110, 12.5.3). */
final class Encodings {
  /** How files end that are coded. */
  static final Map<String, String> ENDINGS = Map.of("br", ".br", "zstd", ".zst", "gzip", ".gz");

  private Encodings() {}

  /** Those that the client takes, in the order in which they are offered. */
  static List<String> accepted(Request request, List<String> offered) {
    String field = request.header("Accept-Encoding").orElse("");
    return field.isEmpty()
        ? List.of()
        : offered.stream().filter(coding -> isAccepted(field, coding)).toList();
  }

  private static boolean isAccepted(String field, String coding) {
    boolean any = false;
    for (String part : field.split(",", -1)) {
      String[] sides = part.split(";", 2);
      String name = sides[0].strip();
      boolean wanted = sides.length < 2 || !isZero(sides[1].strip());
      if (name.equalsIgnoreCase(coding)) {
        return wanted;
      }
      any |= name.equals("*") && wanted;
    }
    return any;
  }

  private static boolean isZero(String weight) {
    return weight.matches("[qQ]=0(\\.0{0,3})?");
  }
}
