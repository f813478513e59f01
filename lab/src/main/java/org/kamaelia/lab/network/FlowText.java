package org.kamaelia.lab.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A flow as it is written: {@code NAME: KIND FROM > TO setting=value ...}.
 *
 * @param kind tcp, udp, rtp or files
 * @param settings by their names
 */
record FlowText(String name, String kind, String from, String to, Map<String, String> settings) {
  private static final Pattern LINE =
      Pattern.compile("([^:]+):\\s*([a-z]+)\\s+(\\S+)\\s*>\\s*(\\S+)((?:\\s+\\S+=\\S+)*)");

  private static final Map<String, Set<String>> SETTINGS =
      Map.of(
          "tcp", Set.of("start", "stop", "cc", "bytes"),
          "udp", Set.of("start", "stop", "rate", "size"),
          "rtp", Set.of("start", "stop", "rate", "frames"),
          "files", Set.of("start", "stop", "cc", "least", "most", "rest"));

  /**
   * Reads flows, one in a line; what is behind a # is for the reader.
   *
   * @throws IllegalArgumentException if a line is not right; it has the line
   */
  static List<FlowText> read(String text) {
    List<FlowText> flows = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String words = line.replaceFirst("#.*", "").strip();
      if (!words.isEmpty()) {
        FlowText flow = one(words);
        if (flows.stream().anyMatch(each -> each.name.equals(flow.name))) {
          throw new IllegalArgumentException("two flows are called " + flow.name);
        }
        flows.add(flow);
      }
    }
    return flows;
  }

  private static FlowText one(String line) {
    Matcher flow = LINE.matcher(line);
    if (!flow.matches()) {
      throw new IllegalArgumentException(
          "flows: \"%s\": a flow is NAME: KIND FROM > TO, and settings".formatted(line));
    }
    Set<String> known = SETTINGS.get(flow.group(2));
    if (known == null) {
      throw new IllegalArgumentException(
          "flows: \"%s\": there are tcp, udp, rtp and files".formatted(line));
    }
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : flow.group(5).strip().split("\\s+", -1)) {
      if (!setting.isEmpty()) {
        String[] parts = setting.split("=", 2);
        if (!known.contains(parts[0])) {
          throw new IllegalArgumentException(
              "flows: \"%s\": %s has %s, not %s"
                  .formatted(line, flow.group(2), known.stream().sorted().toList(), parts[0]));
        }
        settings.put(parts[0], parts[1]);
      }
    }
    return new FlowText(
        flow.group(1).strip(), flow.group(2), flow.group(3), flow.group(4), settings);
  }

  /** A setting, or what it is if nobody says. */
  String setting(String key, String otherwise) {
    return settings.getOrDefault(key, otherwise);
  }

  /** A setting that is a whole number. */
  int whole(String key, int otherwise) {
    try {
      return Integer.parseInt(setting(key, otherwise + ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "flow %s: %s=%s: no whole number".formatted(name, key, settings.get(key)), e);
    }
  }
}
