package org.kamaelia.lab.experiments;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kamaelia.lab.Experiment;
import org.kamaelia.lab.Given;
import org.kamaelia.lab.Parameter;
import org.kamaelia.lab.Run;
import org.kamaelia.lab.ValueProblem;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.link.Rate;
import org.kamaelia.testbed.media.RateControl;
import org.kamaelia.testbed.sim.Host;

/**
 * A test case of RFC 8867, with what is the same in all: a video flow of 150 kbit/s to 1.5 Mbit/s
 * and an audio flow from each sender, and routers between which it is narrow.
 */
abstract class Rfc8867 implements Experiment {
  private final String section;
  private final String summary;

  Rfc8867(String section, String summary) {
    this.section = section;
    this.summary = summary;
  }

  @Override
  public final String name() {
    return "rfc8867-" + section;
  }

  @Override
  public final String summary() {
    return summary;
  }

  @Override
  public List<Parameter> parameters() {
    return new ArrayList<>(
        List.of(
            Parameter.text(
                "control", "nada", "what decides the rates: nada, fixed, or a class of your own"),
            Parameter.text("queue", "300ms", "that of the bottleneck, as a link's setting has it"),
            Parameter.time(
                "jitter", Duration.ZERO, "standard deviation of the delay of RFC 8868, 4.5.3"),
            Parameter.choice("ecn", List.of("no", "yes"), "whether media flows can be marked"),
            Parameter.choice("tcp", List.of("reno", "cubic"), "congestion control of TCP flows")));
  }

  @Override
  public void check(Given given) {
    ValueProblem.reading("control", () -> RateControl.named(given.text("control")));
    ValueProblem.reading("queue", () -> LinkSpec.ideal().with("queue=" + given.text("queue")));
  }

  static Duration seconds(int count) {
    return Duration.ofSeconds(count);
  }

  /**
   * A rate that changes: 1.0 at 0 s is written {@code 0, 1.0}.
   *
   * @param reference in bits a second
   * @param pairs times in seconds, and parts of the reference
   */
  static Rate varying(long reference, double... pairs) {
    Rate.Step[] steps = new Rate.Step[pairs.length / 2];
    for (int i = 0; i < steps.length; i++) {
      long rate = Math.round(reference * pairs[2 * i + 1]);
      steps[i] = new Rate.Step(Duration.ofMillis(Math.round(pairs[2 * i] * 1000)), rate);
    }
    return Rate.steps(steps);
  }

  /** What takes the rest of a capacity. */
  private static Rate rest(long capacity, long reference, double... pairs) {
    double[] rest = pairs.clone();
    for (int i = 1; i < rest.length; i += 2) {
      rest[i] = ((double) capacity - reference * rest[i]) / reference;
    }
    return varying(reference, rest);
  }

  /** Whether the capacity changes by traffic of others, and not by the link itself. */
  private static boolean byTraffic(Run run) {
    return run.text("variation").equals("traffic");
  }

  static Parameter variation() {
    return Parameter.choice(
        "variation", List.of("link", "traffic"), "what changes: the link, or UDP beside the flow");
  }

  /**
   * The narrow way from the routers of the senders to that of the receivers, as most cases have it.
   */
  static void narrow(MediaScene scene, Duration delay, Rate rate) {
    scene.bottleneck("", scene.host("a"), scene.host("b"), delay, rate, MediaScene.wide());
  }

  /**
   * The same with a capacity that changes, by itself or by the traffic of others.
   *
   * @param reference in bits a second
   * @param steps as {@link #varying} has them
   */
  static void changing(MediaScene scene, Run run, long reference, double... steps) {
    Duration delay = run.time("delay");
    if (byTraffic(run)) {
      long full = 4 * MediaScene.MBIT;
      narrow(scene, delay, Rate.constant(full));
      Host other = scene.host("udp", scene.host("a"), Duration.ZERO);
      Host sink = scene.host("udp sink", scene.host("b"), Duration.ZERO);
      scene.background(other, sink, rest(full, reference, steps));
    } else {
      narrow(scene, delay, varying(reference, steps));
    }
    // a change of capacity is one for which convergence is looked at
    for (int i = 2; i < steps.length; i += 2) {
      scene.change(seconds((int) steps[i]));
    }
  }

  /** A sender and its receiver, at two routers: s1 and r1 by the number 1. */
  static Host[] pair(MediaScene scene, int number) {
    return new Host[] {
      scene.host("s" + number, scene.host("a"), Duration.ZERO),
      scene.host("r" + number, scene.host("b"), Duration.ZERO)
    };
  }

  /** Senders 1 to n and their receivers, by the senders' names. */
  static Map<String, Host[]> pairs(MediaScene scene, int count) {
    Map<String, Host[]> pairs = new TreeMap<>();
    for (int i = 1; i <= count; i++) {
      pairs.put("s" + i, pair(scene, i));
    }
    return pairs;
  }
}
