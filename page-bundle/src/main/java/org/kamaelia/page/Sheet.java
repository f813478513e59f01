package org.kamaelia.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.axon.Topology.InboxInfo;
import org.kamaelia.axon.Topology.LinkageInfo;
import org.kamaelia.axon.Topology.LoopInfo;
import org.kamaelia.axon.Topology.OutboxInfo;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.StepReport;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.transport.TcpInfo;

/**
 * Writes an update as JSON. What there are many of is a list of values in a fixed order, which
 * {@code stream.js} reads; the rest is objects. Times are seconds, or of the epoch milliseconds.
 */
final class Sheet {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final StringWriter text = new StringWriter();
  private final JsonGenerator out;
  private boolean empty = true;

  /** What writes a part. */
  private interface Part {
    void write() throws IOException;
  }

  /**
   * @param whole see {@link Update#whole}
   */
  Sheet(boolean whole, Instant now) {
    try {
      out = FACTORY.createGenerator(text);
      out.writeStartObject();
      out.writeBooleanField("whole", whole);
      out.writeNumberField("now", now.toEpochMilli());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether nothing was added yet. */
  boolean isEmpty() {
    return empty;
  }

  /** The document. Nothing can be added after that. */
  String text() {
    try {
      out.writeEndObject();
      out.close();
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void groups(Rows.Delta<GroupRow> delta) {
    rows(
        "groups",
        delta,
        it -> {
          out.writeString(it.name());
          out.writeString(it.loop());
          out.writeString(it.origin());
          out.writeNumber(it.failures());
          out.writeNumber(it.restarts());
          out.writeNumber(it.waits() ? 1 : 0);
        });
  }

  void components(Rows.Delta<ComponentRow> delta) {
    rows(
        "components",
        delta,
        it -> {
          out.writeNumber(it.group());
          out.writeString(it.name());
          out.writeString(it.kind());
          out.writeNumber(it.active() ? 1 : 0);
          out.writeStartArray();
          for (LinkageInfo linkage : it.linkages()) {
            out.writeString(linkage.source().name());
            out.writeNumber(linkage.destination().owner());
            out.writeString(linkage.destination().name());
          }
          out.writeEndArray();
        });
  }

  void connections(Rows.Delta<ConnectionRow> delta) {
    rows(
        "connections",
        delta,
        it -> {
          out.writeString(it.listener());
          out.writeString(it.protocol());
          out.writeString(it.version());
          out.writeNumber(it.finishing() ? 1 : 0);
          out.writeNumber(it.busy() ? 1 : 0);
          out.writeString(it.peer());
          out.writeString(it.local());
          out.writeNumber(it.since());
          out.writeNumber(it.moved());
          out.writeNumber(it.received());
          out.writeNumber(it.sent());
        });
  }

  /** Boxes and waits of those that somebody looks at. */
  void boxes(List<ComponentInfo> some) {
    part(
        "boxes",
        () -> {
          out.writeStartObject();
          for (ComponentInfo it : some) {
            out.writeObjectFieldStart(Long.toString(it.id()));
            out.writeStringField("waits", it.waitsFor().toString());
            out.writeArrayFieldStart("in");
            for (InboxInfo box : it.inboxes()) {
              out.writeStartArray();
              out.writeString(box.name());
              out.writeString(box.type());
              out.writeNumber(box.depth());
              out.writeNumber(box.limit());
              out.writeNumber(box.passed());
              out.writeNumber(box.waited());
              out.writeNumber(box.ended() ? 1 : 0);
              out.writeEndArray();
            }
            out.writeEndArray();
            out.writeArrayFieldStart("out");
            for (OutboxInfo box : it.outboxes()) {
              out.writeStartArray();
              out.writeString(box.name());
              out.writeString(box.type());
              out.writeNumber(box.discarded());
              out.writeNumber(box.ended() ? 1 : 0);
              out.writeEndArray();
            }
            out.writeEndArray();
            out.writeEndObject();
          }
          out.writeEndObject();
        });
  }

  /** TCP_INFO of those that somebody looks at. */
  void tcp(Map<Long, TcpInfo> some) {
    part(
        "tcp",
        () -> {
          out.writeStartObject();
          for (var it : some.entrySet()) {
            TcpInfo info = it.getValue();
            out.writeArrayFieldStart(it.getKey().toString());
            out.writeNumber(seconds(info.rtt()));
            out.writeNumber(seconds(info.rttVariance()));
            out.writeNumber(seconds(info.minRtt()));
            out.writeNumber(info.congestionWindow());
            out.writeNumber(info.mss());
            out.writeNumber(info.unacknowledged());
            out.writeNumber(info.totalRetransmits());
            out.writeNumber(info.deliveryRate());
            out.writeNumber(info.bytesUnsent());
            out.writeEndArray();
          }
          out.writeEndObject();
        });
  }

  /**
   * The round-trip times of the connections: the median, and what 95 % are below.
   *
   * @param sorted all of them
   */
  void roundTrips(List<Duration> sorted) {
    if (sorted.isEmpty()) {
      return;
    }
    part(
        "rtt",
        () -> {
          out.writeStartArray();
          out.writeNumber(seconds(sorted.get(sorted.size() / 2)));
          out.writeNumber(seconds(sorted.get(sorted.size() * 95 / 100)));
          out.writeEndArray();
        });
  }

  /**
   * The loops.
   *
   * @param answer how long the slowest took to answer
   */
  void loops(List<LoopInfo> loops, Duration answer) {
    part("answer", () -> out.writeNumber(seconds(answer)));
    objects(
        "loops",
        loops,
        it -> {
          out.writeStringField("name", it.name());
          out.writeNumberField("turns", it.turns());
          out.writeNumberField("ready", it.ready());
          out.writeNumberField("components", it.components());
          out.writeBooleanField("stalled", it.stalled());
        });
  }

  void listeners(List<ListenerInfo> listeners) {
    objects(
        "listeners",
        listeners,
        it -> {
          out.writeStringField("name", it.spec().name());
          out.writeStringField("state", word(it.state()));
          out.writeStringField("reason", it.reason());
          out.writeStringField("protocol", it.spec().protocol());
          out.writeStringField("version", it.version());
          out.writeStringField("takes", it.spec().get(ListenerSettings.VERSION).toString());
          out.writeStringField("address", it.address());
          out.writeStringField("asked", it.spec().address().toString());
          out.writeNumberField("connections", it.connections());
          out.writeNumberField("accepted", it.accepted());
          out.writeNumberField("rejected", it.rejected());
          out.writeNumberField("lost", it.lost());
          out.writeNumberField("received", it.received());
          out.writeNumberField("sent", it.sent());
          out.writeStringField("faults", it.faults());
          if (it.tls().isPresent()) {
            out.writeStringField("tlsUntil", it.tls().get().validUntil().toString());
            out.writeStringField("tlsProblem", it.tls().get().problem());
          }
        });
  }

  void protocols(List<ProtocolInfo> protocols) {
    objects(
        "protocols",
        protocols,
        it -> {
          out.writeStringField("name", it.name());
          out.writeStringField("version", it.version());
          out.writeStringField("origin", it.origin());
          out.writeStringField("state", word(it.state()));
          out.writeArrayFieldStart("listeners");
          for (String listener : it.listeners()) {
            out.writeString(listener);
          }
          out.writeEndArray();
          out.writeNumberField("connections", it.connections());
        });
  }

  void deployments(List<Deployment> deployments) {
    objects(
        "deployments",
        deployments,
        it -> {
          out.writeStringField("file", it.file());
          out.writeStringField("state", word(it.state()));
          out.writeStringField("bundle", it.bundle());
          out.writeStringField("version", it.version());
          out.writeNumberField("id", it.bundleId());
          out.writeStringField("reason", it.reason());
          out.writeNumberField("since", it.since().toEpochMilli());
          out.writeArrayFieldStart("steps");
          for (StepReport step : it.steps()) {
            out.writeStartObject();
            out.writeStringField("step", step.step().toString());
            out.writeStringField("outcome", word(step.outcome()));
            out.writeNumberField("took", seconds(step.took()));
            out.writeStringField("remark", step.remark());
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  /**
   * What is wrong.
   *
   * @param diagnosis a JSON document
   */
  void health(String diagnosis) {
    part("health", () -> out.writeRawValue(diagnosis));
  }

  void log(List<LogLine> lines) {
    part(
        "log",
        () -> {
          out.writeStartArray();
          for (LogLine line : lines) {
            out.writeStartArray();
            out.writeNumber(line.number());
            out.writeNumber(line.when().toEpochMilli());
            out.writeString(line.level());
            out.writeString(line.logger());
            out.writeString(line.message());
            out.writeEndArray();
          }
          out.writeEndArray();
        });
  }

  /** Writes the values of one. */
  private interface Values<R> {
    void write(R row) throws IOException;
  }

  private <R> void rows(String name, Rows.Delta<R> delta, Values<R> values) {
    if (delta.isEmpty()) {
      return;
    }
    part(
        name,
        () -> {
          out.writeStartObject();
          out.writeArrayFieldStart("set");
          for (var row : delta.set().entrySet()) {
            out.writeStartArray();
            out.writeNumber(row.getKey());
            values.write(row.getValue());
            out.writeEndArray();
          }
          out.writeEndArray();
          out.writeArrayFieldStart("gone");
          for (long id : delta.gone()) {
            out.writeNumber(id);
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  private <R> void objects(String name, Collection<R> all, Values<R> values) {
    part(
        name,
        () -> {
          out.writeStartArray();
          for (R one : all) {
            out.writeStartObject();
            values.write(one);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private void part(String name, Part part) {
    try {
      out.writeFieldName(name);
      part.write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    empty = false;
  }

  private static double seconds(Duration span) {
    return span.toNanos() / 1e9;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
