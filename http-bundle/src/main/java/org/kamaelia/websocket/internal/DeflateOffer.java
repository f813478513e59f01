package org.kamaelia.websocket.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the two sides agree on compression (RFC 7692, 7.1). The JDK compresses with a window of 2^15
 * bytes and no other, and expands any. So a server declines an offer that wants another of it, and
 * leaves the client its own.
 */
public final class DeflateOffer {
  /** The extension's name. */
  public static final String NAME = "permessage-deflate";

  private static final String OUR_TAKEOVER = "server_no_context_takeover";
  private static final String THEIR_TAKEOVER = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String CLIENT_WINDOW = "client_max_window_bits";
  private static final String WINDOW = "15";

  /**
   * What a server agrees to.
   *
   * @param field what it says of that
   */
  public record Agreed(Deflate deflate, String field) {}

  private final boolean serverForgets;
  private final boolean clientForgets;
  private final @Nullable String serverWindow;
  private final boolean hasClientWindow;

  /**
   * @throws IllegalArgumentException if a parameter is none of those, comes twice, or has a value
   *     that it cannot have
   */
  private DeflateOffer(List<Extension.Parameter> parameters, boolean windowMayBeOpen) {
    boolean ours = false;
    boolean theirs = false;
    boolean client = false;
    String server = null;
    Set<String> seen = new HashSet<>();
    for (Extension.Parameter parameter : parameters) {
      String value = parameter.value().orElse(null);
      boolean right =
          switch (parameter.name()) {
            case OUR_TAKEOVER -> {
              ours = true;
              yield value == null;
            }
            case THEIR_TAKEOVER -> {
              theirs = true;
              yield value == null;
            }
            case SERVER_WINDOW -> {
              server = value;
              yield value != null && isWindow(value);
            }
            case CLIENT_WINDOW -> {
              client = true;
              yield value == null ? windowMayBeOpen : isWindow(value);
            }
            default -> false;
          };
      if (!right || !seen.add(parameter.name())) {
        throw new IllegalArgumentException(
            "no parameter of %s: %s%s"
                .formatted(NAME, parameter.name(), value == null ? "" : "=" + value));
      }
    }
    serverForgets = ours;
    clientForgets = theirs;
    serverWindow = server;
    hasClientWindow = client;
  }

  private static boolean isWindow(String value) {
    return value.matches("[89]|1[0-5]");
  }

  /**
   * The server's answer: to the first of the offers that it can agree to; nothing if it declines
   * them all.
   *
   * @param keeps whether to keep from message to message what compresses and expands
   */
  public static Optional<Agreed> answer(List<Extension> offers, boolean keeps) {
    for (Extension extension : offers) {
      if (extension.name().equals(NAME)) {
        try {
          var offer = new DeflateOffer(extension.parameters(), true);
          if (offer.serverWindow == null || offer.serverWindow.equals(WINDOW)) {
            return Optional.of(offer.agreed(keeps));
          }
        } catch (IllegalArgumentException declined) {
          // The next may be better (RFC 7692, 7.1).
        }
      }
    }
    return Optional.empty();
  }

  private Agreed agreed(boolean keeps) {
    boolean ours = keeps && !serverForgets;
    boolean theirs = keeps && !clientForgets;
    String field =
        NAME
            + (ours ? "" : "; " + OUR_TAKEOVER)
            + (theirs ? "" : "; " + THEIR_TAKEOVER)
            + (serverWindow == null ? "" : "; " + SERVER_WINDOW + "=" + WINDOW);
    return new Agreed(new Deflate(ours, theirs), field);
  }

  /** What a client offers. */
  public static String offer(boolean keeps) {
    return keeps ? NAME : NAME + "; " + OUR_TAKEOVER + "; " + THEIR_TAKEOVER;
  }

  /**
   * What a server has agreed to; null if it has declined.
   *
   * @param keeps what was offered
   * @throws IllegalArgumentException if that was not offered
   */
  public static @Nullable Deflate agreed(List<Extension> answer, boolean keeps) {
    if (answer.isEmpty()) {
      return null;
    }
    if (answer.size() > 1 || !answer.getFirst().name().equals(NAME)) {
      throw new IllegalArgumentException("extensions that were not offered: " + answer);
    }
    var agreed = new DeflateOffer(answer.getFirst().parameters(), false);
    if (agreed.hasClientWindow || (!keeps && !agreed.serverForgets)) {
      throw new IllegalArgumentException("not what was offered: " + answer.getFirst());
    }
    return new Deflate(keeps && !agreed.clientForgets, !agreed.serverForgets);
  }
}
