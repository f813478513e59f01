package org.kamaelia.protocol.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;

/** The media types of files, by how their names end. */
final class MediaTypes {
  private final Properties types = new Properties();

  MediaTypes() {
    try (InputStream in = MediaTypes.class.getResourceAsStream("media-types.properties")) {
      types.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String of(String name) {
    int dot = name.lastIndexOf('.');
    String ending = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    String type = types.getProperty(ending, "application/octet-stream");
    return type.startsWith("text/") ? type + "; charset=utf-8" : type;
  }
}
