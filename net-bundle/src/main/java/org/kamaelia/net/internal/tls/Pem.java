package org.kamaelia.net.internal.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A section of a PEM file (RFC 7468). What stands between sections is passed over, as there may be
 * comments.
 */
final class Pem {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** The largest file that is read: beyond it is something else than certificates. */
  private static final long LARGEST = 4 << 20;

  private final Path path;
  private final int line;
  private final String label;
  private final byte[] der;

  private Pem(Path path, int line, String label, byte[] der) {
    this.path = path;
    this.line = line;
    this.label = label;
    this.der = der;
  }

  /** The file. */
  Path path() {
    return path;
  }

  /** The line of its {@code BEGIN}, from 1. */
  int line() {
    return line;
  }

  /** What it says it is, such as {@code CERTIFICATE}. */
  String label() {
    return label;
  }

  /** Its bytes, which are not copied: a key's reader wipes them. */
  byte[] der() {
    return der;
  }

  /**
   * Reads the sections of a file.
   *
   * @throws TlsSettingException naming the file, and the line where it is wrong
   */
  static List<Pem> read(Path path) throws TlsSettingException {
    List<String> lines = lines(path);
    List<Pem> sections = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
        String label = line.substring(BEGIN.length(), line.length() - DASHES.length());
        int end = endOf(path, lines, i, label);
        sections.add(new Pem(path, i + 1, label, decode(path, i, lines.subList(i + 1, end))));
        i = end;
      }
    }
    if (sections.isEmpty()) {
      throw new TlsSettingException(path + " has no line -----BEGIN ...-----: it is no PEM file");
    }
    return sections;
  }

  private static List<String> lines(Path path) throws TlsSettingException {
    try {
      if (Files.size(path) > LARGEST) {
        throw new TlsSettingException(path + " is too large for a PEM file");
      }
      return Files.readString(path, StandardCharsets.ISO_8859_1).lines().toList();
    } catch (IOException e) {
      throw TlsSettingException.unreadable(path, e);
    }
  }

  private static int endOf(Path path, List<String> lines, int begin, String label)
      throws TlsSettingException {
    for (int i = begin + 1; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.equals(END + label + DASHES)) {
        return i;
      }
      if (line.startsWith(DASHES)) {
        throw new TlsSettingException(
            "%s, line %d: %s, but -----END %s----- was to come"
                .formatted(path, i + 1, line, label));
      }
    }
    throw new TlsSettingException("%s, line %d: %s has no end".formatted(path, begin + 1, label));
  }

  private static byte[] decode(Path path, int begin, List<String> lines)
      throws TlsSettingException {
    // RFC 1421's headers, which OpenSSL writes before keys that it has encrypted in its own way.
    if (lines.stream().anyMatch(line -> line.contains(":"))) {
      throw new TlsSettingException(
          "%s, line %d: a key encrypted in the old way; openssl pkcs8 -topk8 writes the new one"
              .formatted(path, begin + 1));
    }
    try {
      return Base64.getDecoder()
          .decode(String.join("", lines.stream().map(String::strip).toList()));
    } catch (IllegalArgumentException e) {
      throw new TlsSettingException(
          "%s, line %d: not base 64: %s".formatted(path, begin + 1, e.getMessage()), e);
    }
  }

  /** An error about this section. */
  TlsSettingException wrong(String what) {
    return new TlsSettingException("%s, line %d: %s".formatted(path, line, what));
  }

  /** An error about this section, with its cause. */
  TlsSettingException wrong(String what, Exception cause) {
    return new TlsSettingException(
        "%s, line %d: %s: %s".formatted(path, line, what, cause.getMessage()), cause);
  }
}
