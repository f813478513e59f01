package org.kamaelia.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that an operator can set: its name, its values, what it means, and what becomes of a
 * change while the server runs. All that parses, prints, explains and documents settings is made
 * from these. Immutable; compared by identity.
 *
 * @param <T> the type of its values
 */
public final class Setting<T> {
  private final String name;
  private final Kind<T> kind;
  private final @Nullable T standard;
  private final Effect effect;
  private final String meaning;

  /** What a change applies to while the server runs. */
  public enum Effect {
    /** All connections, those that are open as well, at once. */
    ALL("all connections"),
    /** Connections that come from now on. */
    NEW("new connections"),
    /** The port, which is closed and opened again; connections that are open go on. */
    PORT("opens the port again");

    private final String words;

    Effect(String words) {
      this.words = words;
    }

    /** In words. */
    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * @param standard the value of those who do not set it; null if it must be set
   */
  Setting(String name, Kind<T> kind, @Nullable T standard, Effect effect, String meaning) {
    this.name = name;
    this.kind = kind;
    this.standard = standard;
    this.effect = effect;
    this.meaning = meaning;
  }

  /** A whole number. */
  public static Setting<Integer> number(
      String name, int least, int most, int standard, String meaning) {
    return new Setting<>(name, Kind.number(least, most), standard, Effect.NEW, meaning);
  }

  /** A number of bytes. */
  public static Setting<Integer> bytes(
      String name, int least, int most, int standard, String meaning) {
    return new Setting<>(name, Kind.bytes(least, most), standard, Effect.NEW, meaning);
  }

  /** A duration. */
  public static Setting<Duration> duration(
      String name, Duration least, Duration most, Duration standard, String meaning) {
    return new Setting<>(name, Kind.duration(least, most), standard, Effect.NEW, meaning);
  }

  /** Files; none are an empty text. */
  public static Setting<List<Path>> files(String name, int most, String meaning) {
    return new Setting<>(name, Kind.files(most), List.of(), Effect.NEW, meaning);
  }

  /** Names; none are an empty text. */
  public static Setting<List<String>> names(String name, List<String> standard, String meaning) {
    return new Setting<>(name, Kind.names(), standard, Effect.NEW, meaning);
  }

  /** Yes or no. */
  public static Setting<Boolean> flag(String name, boolean standard, String meaning) {
    return new Setting<>(name, Kind.flag(), standard, Effect.NEW, meaning);
  }

  /** One of a few words, which are the constants of an enum, as {@code one-word}. */
  public static <E extends Enum<E>> Setting<E> choice(
      String name, Class<E> type, E standard, String meaning) {
    return new Setting<>(name, Kind.choice(type), standard, Effect.NEW, meaning);
  }

  /** The name by which it is set. */
  public String name() {
    return name;
  }

  /** Which values it takes, in words. */
  public String values() {
    return kind.description();
  }

  /** The value of those who do not set it; nothing if it must be set. */
  public Optional<T> standard() {
    return Optional.ofNullable(standard);
  }

  /** What a change applies to. */
  public Effect effect() {
    return effect;
  }

  /** What it means, in a sentence or two. */
  public String meaning() {
    return meaning;
  }

  /**
   * Reads a value.
   *
   * @throws SettingException with the setting, the text, and what is wrong with it
   */
  public T read(String text) {
    T value;
    try {
      value = kind.reader().apply(text);
    } catch (IllegalArgumentException e) {
      throw wrong(text, String.valueOf(e.getMessage()));
    }
    return checked(value);
  }

  /** Writes a value, as {@link #read} reads it. */
  public String write(T value) {
    return kind.writer().apply(value);
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }

  /**
   * The value itself.
   *
   * @throws SettingException if it is out of the range, or has no text that is read as the same
   */
  T checked(T value) {
    String text = write(value);
    String wrong = wrongWith(value, text.strip());
    if (!wrong.isEmpty()) {
      throw wrong(text, wrong);
    }
    return value;
  }

  private String wrongWith(T value, String text) {
    try {
      String wrong = kind.check().apply(value);
      if (!wrong.isEmpty()) {
        return wrong;
      }
      T read = kind.reader().apply(text);
      return read.equals(value)
          ? ""
          : "would be read as %s, which is not %s".formatted(read, value);
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private SettingException wrong(String value, String what) {
    return new SettingException(name, "%s = %s: %s".formatted(name, value, what));
  }
}
