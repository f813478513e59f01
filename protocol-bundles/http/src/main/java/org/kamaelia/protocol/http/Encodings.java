package org.kamaelia.protocol.http;

import static java.util.Comparator.comparingDouble;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kamaelia.http.Request;

/** Content codings, and what a client says of them (RFC 9110, 12.5.3). */
final class Encodings {
  /** How files end that are coded. */
  static final Map<String, String> ENDINGS = Map.of("br", ".br", "zstd", ".zst", "gzip", ".gz");

  /** RFC 9110, 12.4.2. */
  private static final Pattern WEIGHT = Pattern.compile("[qQ]=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)");

  private Encodings() {}

  /**
   * Those that the client takes and likes no less than content that is not coded: the one that it
   * likes best first, and of several that it likes alike, the one that is offered first. A client
   * that excludes content that is not coded gets that all the same where there is no other.
   */
  static List<String> accepted(Request request, List<String> offered) {
    Map<String, Double> weights = weights(request.header("Accept-Encoding").orElse(""));
    double plain = weights.getOrDefault("identity", 0.0);
    ToDoubleFunction<String> weight =
        coding -> weights.getOrDefault(coding, weights.getOrDefault("*", 0.0));
    return offered.stream()
        .filter(coding -> weight.applyAsDouble(coding) > 0 && weight.applyAsDouble(coding) >= plain)
        .sorted(comparingDouble(weight).reversed())
        .toList();
  }

  /** What it says of codings by their names; if it says several things of one, the first. */
  private static Map<String, Double> weights(String field) {
    Map<String, Double> weights = new HashMap<>();
    for (String part : field.split(",", -1)) {
      String[] sides = part.split(";", 2);
      weights.putIfAbsent(
          sides[0].strip().toLowerCase(Locale.ROOT), sides.length < 2 ? 1 : weight(sides[1]));
    }
    return weights;
  }

  /** What is no weight is none. */
  private static double weight(String parameter) {
    Matcher weight = WEIGHT.matcher(parameter.strip());
    return weight.matches() ? Double.parseDouble(weight.group(1)) : 0;
  }
}
