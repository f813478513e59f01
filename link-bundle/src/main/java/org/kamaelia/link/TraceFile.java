package org.kamaelia.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads rates from text files, in the two formats that are common. What is behind a # is for the
 * reader, empty lines as well.
 */
public final class TraceFile {
  private TraceFile() {}

  /**
   * Reads steps: in each line a time in seconds and the rate from then on in Mbit/s, as traces for
   * adaptive streaming have it. The first time is 0. A last line with a time only says when it
   * begins anew; without one the last rate holds for ever.
   *
   * @throws LinkFileException if a line is not so; it names file, line and text
   * @throws IOException if it cannot be read
   */
  public static Rate steps(Path file) throws IOException {
    List<Rate.Step> steps = new ArrayList<>();
    @Nullable Duration period = null;
    for (Line line : lines(file)) {
      if (period != null) {
        throw line.wrong("nothing, for a time without a rate is the end");
      }
      String[] words = line.text.split("[\\s,]+", -1);
      double seconds = line.number(words[0], "a time in seconds");
      if (words.length > 2) {
        throw line.wrong("a time and a rate, and nothing more");
      }
      if (words.length == 1) {
        if (steps.isEmpty()) {
          throw line.wrong("a time without a rate; is it a trace of delivery opportunities?");
        }
        period = nanos(seconds);
      } else {
        double rate = line.number(words[1], "a rate in Mbit/s");
        steps.add(line.step(nanos(seconds), Math.round(rate * 1e6), steps));
      }
    }
    if (steps.isEmpty()) {
      throw new LinkFileException(file, 0, "no rates");
    }
    if (period == null) {
      return new RateSteps(steps, Duration.ZERO);
    }
    if (period.compareTo(steps.getLast().at()) <= 0) {
      throw new LinkFileException(file, 0, "it ends at " + period + ", before its last step");
    }
    return new RateSteps(steps, period);
  }

  /**
   * Reads delivery opportunities, mahimahi's format: in each line a time in milliseconds.
   *
   * @throws LinkFileException if a line is not so; it names file, line and text
   * @throws IOException if it cannot be read
   */
  public static DeliveryTrace deliveries(Path file) throws IOException {
    LongStream.Builder millis = LongStream.builder();
    long last = 0;
    for (Line line : lines(file)) {
      long time;
      try {
        time = Long.parseLong(line.text);
      } catch (NumberFormatException e) {
        throw line.wrong("a time in whole milliseconds");
      }
      if (time < last) {
        throw line.wrong("no time before the one ahead of it, " + last);
      }
      last = time;
      millis.add(time);
    }
    if (last == 0) {
      throw new LinkFileException(file, 0, "a trace that takes no time");
    }
    return DeliveryTrace.of(millis.build().toArray());
  }

  private static Duration nanos(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private static List<Line> lines(Path file) throws IOException {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String text : Files.readAllLines(file)) {
      number++;
      int comment = text.indexOf('#');
      String content = (comment < 0 ? text : text.substring(0, comment)).strip();
      if (!content.isEmpty()) {
        lines.add(new Line(file, number, content));
      }
    }
    return lines;
  }

  private record Line(Path file, int number, String text) {
    double number(String word, String what) throws LinkFileException {
      try {
        double value = Double.parseDouble(word);
        if (value >= 0 && value < 1e9) {
          return value;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw wrong(what);
    }

    Rate.Step step(Duration at, long rate, List<Rate.Step> before) throws LinkFileException {
      if (before.isEmpty() && !at.isZero()) {
        throw wrong("0 for the first time");
      }
      if (!before.isEmpty() && at.compareTo(before.getLast().at()) <= 0) {
        throw wrong("a time after the one ahead of it");
      }
      return new Rate.Step(at, rate);
    }

    LinkFileException wrong(String expected) {
      return new LinkFileException(
          file, number, "\"" + text + "\" where there should be " + expected);
    }
  }
}
