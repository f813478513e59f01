package org.kamaelia.deploy.internal;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the operator has said about deploying: the configuration {@value #PID}. Immutable.
 *
 * @param signatures what is asked of signatures; empty if the operator has not said
 * @param trust whose signatures are good; empty only where they are not looked at
 * @param imports the packages that a protocol may import, besides the JDK's and our own
 * @param protocolsOnly whether a bundle that is no protocol is refused
 * @param keep how many jars of a file that ran are kept
 * @param unloadWithin how long the class loader of a bundle that was removed may take to go; zero
 *     does not look
 * @param fault what is wrong with the configuration that the server began with, so that nothing may
 *     be deployed; empty if nothing is
 */
record Policy(
    Optional<Signing> signatures,
    Optional<Trust> trust,
    Packages imports,
    boolean protocolsOnly,
    int keep,
    Duration unloadWithin,
    String fault) {

  /**
   * A setting that is unknown, or has a value that cannot be; net, which has the like, may be
   * missing.
   */
  static final class Wrong extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String setting;
    private final String why;

    Wrong(String setting, String why) {
      super(why);
      this.setting = setting;
      this.why = why;
    }

    String setting() {
      return setting;
    }

    /** With the setting and its value. */
    String why() {
      return why;
    }
  }

  /** A setting, in words. */
  record Explained(String name, String standard, String meaning, String values) {}

  /** The configuration's name. */
  static final String PID = "org.kamaelia.deploy";

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m)");

  /** What can be set. */
  static final List<Explained> SETTINGS =
      List.of(
          new Explained(
              "signatures",
              "off, with a warning if others than this machine reach a listener",
              "Whether jars must be signed.",
              "off, warn or require"),
          new Explained(
              "trust",
              "none",
              "Whose signatures are good. Needed for warn and require.",
              "a PEM file or a key store (PKCS12)"),
          new Explained(
              "trustPassword",
              "none",
              "The file whose first line is the key store's password.",
              "a file"),
          new Explained(
              "imports",
              "`javax.*`, `org.osgi.*` but for the framework's inside, `org.slf4j.*`, XML; the"
                  + " file has the list",
              "What protocols may import besides `java.*`, `org.kamaelia.axon` and"
                  + " `org.kamaelia.net`.",
              "packages, `a.b` or `a.b.*`"),
          new Explained(
              "protocolsOnly",
              "no",
              "Whether bundles that are no protocols are refused.",
              "yes or no"),
          new Explained(
              "keep", "5", "How many jars of a file are kept, to roll back to.", "1 to 999"),
          new Explained(
              "unloadWithin",
              "1m",
              "How long the classes of a removed bundle may take to go. 0 does not look.",
              "0, 500ms, 30s, 5m"));

  /** All that is standard. */
  static final Policy STANDARD = of(Map.of());

  /**
   * Reads a configuration. Names with a dot, which the configuration's carriers add, are passed
   * over; a value without text counts as not set.
   *
   * @throws Wrong naming the first setting that is unknown or wrong, and its value
   */
  static Policy of(Map<String, ?> configuration) {
    var texts = new TreeMap<String, String>();
    configuration.forEach((name, value) -> texts.put(name, text(value)));
    texts.keySet().removeIf(name -> name.contains("."));
    List<String> names = SETTINGS.stream().map(Explained::name).toList();
    for (String name : texts.keySet()) {
      if (!names.contains(name)) {
        throw new Wrong(
            name, "%s: no such setting; there are %s".formatted(name, String.join(", ", names)));
      }
    }
    texts.values().removeIf(String::isEmpty);
    Optional<Signing> signatures = read(texts, "signatures", Policy::signing);
    Optional<Trust> trust =
        read(
            texts,
            "trust",
            file -> Trust.read(file, Optional.ofNullable(texts.get("trustPassword"))));
    if (signatures.orElse(Signing.OFF) != Signing.OFF && trust.isEmpty()) {
      throw new Wrong(
          "signatures",
          "signatures = %s: needs trust, the file with the certificates of those who may sign"
              .formatted(texts.get("signatures")));
    }
    return new Policy(
        signatures,
        trust,
        read(texts, "imports", Packages::of).orElse(Packages.STANDARD),
        read(texts, "protocolsOnly", Policy::yes).orElse(false),
        read(texts, "keep", Policy::number).orElse(5),
        read(texts, "unloadWithin", Policy::duration).orElse(Duration.ofMinutes(1)),
        "");
  }

  /** The standard, with which nothing may be deployed. */
  static Policy faulty(String fault) {
    Policy s = STANDARD;
    return new Policy(
        s.signatures, s.trust, s.imports, s.protocolsOnly, s.keep, s.unloadWithin, fault);
  }

  /** What is asked of signatures. */
  Signing signing() {
    return signatures.orElse(Signing.OFF);
  }

  /** In one line, for the log. */
  @Override
  public String toString() {
    return "signatures = %s%s, protocolsOnly = %s, keep = %d, unloadWithin = %d ms, imports = %s"
        .formatted(
            signing().name().toLowerCase(Locale.ROOT),
            trust.map(it -> ", trust = " + it.file()).orElse(""),
            protocolsOnly ? "yes" : "no",
            keep,
            unloadWithin.toMillis(),
            imports);
  }

  private static <T> Optional<T> read(
      Map<String, String> texts, String name, Function<String, T> reader) {
    String text = texts.get(name);
    try {
      return text == null ? Optional.empty() : Optional.of(reader.apply(text));
    } catch (IllegalArgumentException e) {
      throw new Wrong(name, "%s = %s: %s".formatted(name, text, e.getMessage()));
    }
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Collection<?> several -> String.join(",", several.stream().map(Policy::text).toList());
      case Object[] several -> text(List.of(several));
      default -> value.toString().strip();
    };
  }

  private static Signing signing(String text) {
    for (Signing signing : Signing.values()) {
      if (signing.name().toLowerCase(Locale.ROOT).equals(text)) {
        return signing;
      }
    }
    throw new IllegalArgumentException("is not off, warn or require");
  }

  private static boolean yes(String text) {
    return switch (text) {
      case "yes", "true" -> true;
      case "no", "false" -> false;
      default -> throw new IllegalArgumentException("is not yes or no");
    };
  }

  private static int number(String text) {
    if (!text.matches("[1-9]\\d{0,2}")) {
      throw new IllegalArgumentException("is not a number from 1 to 999");
    }
    return Integer.parseInt(text);
  }

  private static Duration duration(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("is not a time such as 500ms, 30s or 5m, or 0");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      default -> Duration.ofMinutes(count);
    };
  }
}
