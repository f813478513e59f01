package org.kamaelia.lab.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kamaelia.lab.ValueProblem;

/**
 * A flow as it is written: {@code NAME: KIND FROM > TO setting=value ...}.
 *
 * @param line where it is, the first is 1
 * @param kind tcp, udp, rtp or files
 * @param settings by their names
 */
record FlowText(
    int line, String name, String kind, String from, String to, Map<String, String> settings) {
  private static final String PARAMETER = "flows";
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
   * @throws ValueProblem if a line is not right; it has the line
   */
  static List<FlowText> read(String text) {
    List<FlowText> flows = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String words = line.replaceFirst("#.*", "").strip();
      if (!words.isEmpty()) {
        FlowText flow = one(number, words);
        if (flows.stream().anyMatch(each -> each.name.equals(flow.name))) {
          throw flow.problem("two flows are called " + flow.name);
        }
        flows.add(flow);
      }
    }
    if (flows.isEmpty()) {
      throw new ValueProblem(PARAMETER, 0, "there is none");
    }
    return flows;
  }

  /** Something is wrong with it. */
  ValueProblem problem(String what) {
    return new ValueProblem(PARAMETER, line, what);
  }

  private static FlowText one(int number, String line) {
    Matcher flow = LINE.matcher(line);
    if (!flow.matches()) {
      throw new ValueProblem(
          PARAMETER,
          number,
          "\"%s\": a flow is NAME: KIND FROM > TO, and settings".formatted(line));
    }
    Set<String> known = SETTINGS.get(flow.group(2));
    if (known == null) {
      throw new ValueProblem(
          PARAMETER, number, "\"%s\": there are tcp, udp, rtp and files".formatted(line));
    }
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : flow.group(5).strip().split("\\s+", -1)) {
      if (!setting.isEmpty()) {
        String[] parts = setting.split("=", 2);
        if (!known.contains(parts[0])) {
          throw new ValueProblem(
              PARAMETER,
              number,
              "\"%s\": %s has %s, not %s"
                  .formatted(line, flow.group(2), known.stream().sorted().toList(), parts[0]));
        }
        settings.put(parts[0], parts[1]);
      }
    }
    return new FlowText(
        number, flow.group(1).strip(), flow.group(2), flow.group(3), flow.group(4), settings);
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
