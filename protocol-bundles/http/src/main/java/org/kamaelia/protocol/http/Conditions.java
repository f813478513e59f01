package org.kamaelia.protocol.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kamaelia.http.Request;

/**
 * What a client knows of a content, and asks to be held against it (RFC 9110, 13).
 *
 * @param tag the content's entity tag, a strong one, with its quotes
 * @param modified when it was changed last
 */
record Conditions(String tag, Instant modified) {
  private static final Pattern TAG =
      Pattern.compile("\\G[ \t,]*(W/)?(\"[!#-~\\x80-\\xff]*\")[ \t]*(?=,|$)");

  /** The status that is the answer, nothing if the content is; in the order of RFC 9110, 13.2.2. */
  OptionalInt status(Request request) {
    Optional<String> match = request.header("If-Match");
    Optional<String> none = request.header("If-None-Match");
    if (match.isPresent() ? !has(match.get(), false) : isLater(request, "If-Unmodified-Since")) {
      return OptionalInt.of(412);
    }
    if (none.isPresent() ? has(none.get(), true) : isNotLater(request, "If-Modified-Since")) {
      return OptionalInt.of(304);
    }
    return OptionalInt.empty();
  }

  /** Whether a part may be sent: the client has other parts of just this (RFC 9110, 13.1.5). */
  boolean allowPart(Request request) {
    Optional<String> field = request.header("If-Range");
    return field.isEmpty()
        || field.get().equals(tag)
        || HttpDate.parse(field.get()).filter(seconds()::equals).isPresent();
  }

  private boolean has(String tags, boolean weakly) {
    if (tags.equals("*")) {
      return true;
    }
    Matcher each = TAG.matcher(tags);
    while (each.find()) {
      if (each.group(2).equals(tag) && (weakly || each.group(1) == null)) {
        return true;
      }
    }
    return false;
  }

  private boolean isLater(Request request, String field) {
    return request.header(field).flatMap(HttpDate::parse).filter(seconds()::isAfter).isPresent();
  }

  private boolean isNotLater(Request request, String field) {
    return request
        .header(field)
        .flatMap(HttpDate::parse)
        .filter(said -> !seconds().isAfter(said))
        .isPresent();
  }

  private Instant seconds() {
    return modified.truncatedTo(ChronoUnit.SECONDS);
  }
}
