package org.kamaelia.protocol.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is in a folder, as a page. */
final class FileListing {
  private FileListing() {}

  static String of(String path, List<Path> entries) {
    StringBuilder page =
        new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\">");
    page.append("<title>").append(escaped(path)).append("</title>\n<h1>").append(escaped(path));
    page.append("</h1>\n<ul>\n");
    if (!path.equals("/")) {
      page.append("<li><a href=\"../\">../</a></li>\n");
    }
    for (Path entry : entries) {
      String name = entry.getFileName() + (Files.isDirectory(entry) ? "/" : "");
      // ./ so that a colon in a name makes no scheme of what is before it
      page.append("<li><a href=\"./").append(encoded(name)).append("\">");
      page.append(escaped(name)).append("</a></li>\n");
    }
    return page.append("</ul>\n</html>\n").toString();
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
