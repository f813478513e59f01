package org.kamaelia.console;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.Rejection;
import org.kamaelia.net.TlsInfo;

/**
 * How records of a kind are laid out.
 *
 * @param none what an empty list says
 * @param columns the columns; one that is empty in all rows is left out
 */
record Table<T>(String none, List<ColumnData<T>> columns) {

  static final Table<ProtocolInfo> PROTOCOLS =
      new Table<>(
          "no protocols",
          List.of(
              text("protocol", ProtocolInfo::name),
              text("version", ProtocolInfo::version),
              number("port", it -> it.port() == 0 ? "" : String.valueOf(it.port())),
              text("listeners", it -> String.join(", ", it.listeners())),
              text("from", ProtocolInfo::origin)));

  static final Table<ListenerInfo> LISTENERS =
      new Table<>(
          "no listeners",
          List.of(
              text("listener", it -> it.spec().name()),
              text("state", it -> word(it.state())),
              text("protocol", it -> it.spec().protocol()),
              text("version", ListenerInfo::version),
              text("address", ListenerInfo::address),
              number("connections", it -> Text.count(it.connections())),
              number("accepted", it -> Text.count(it.accepted())),
              number("rejected", it -> Text.count(it.rejected())),
              text("because of", it -> rejections(it.rejections())),
              text("lost", it -> it.lost() == 0 ? "" : Text.count(it.lost())),
              text("reason", ListenerInfo::reason),
              text("TLS until", it -> it.tls().map(tls -> Text.day(tls.validUntil())).orElse("")),
              text("TLS problem", it -> it.tls().map(TlsInfo::problem).orElse(""))));

  static final Table<ListenerInfo> TLS =
      new Table<>(
          "no listeners with TLS",
          List.of(
              text("listener", it -> it.spec().name()),
              text("TLS until", it -> it.tls().map(tls -> Text.day(tls.validUntil())).orElse("")),
              text("TLS problem", it -> it.tls().map(TlsInfo::problem).orElse(""))));

  static final Table<ConnectionInfo> CONNECTIONS =
      new Table<>(
          "no connections",
          List.of(
              number("id", it -> String.valueOf(it.id())),
              text("listener", ConnectionInfo::listener),
              text("protocol", it -> it.protocol() + " " + it.version()),
              text("peer", ConnectionInfo::peer),
              number("age", it -> Text.duration(it.age())),
              number("idle", it -> Text.duration(it.idle())),
              number("received", it -> Text.bytes(it.received())),
              number("sent", it -> Text.bytes(it.sent()))));

  static final Table<TcpConnection> TCP =
      new Table<>(
          "no TCP connections of which the system tells more",
          List.of(
              number("id", it -> String.valueOf(it.connection().id())),
              text("listener", it -> it.connection().listener()),
              text("peer", it -> it.connection().peer()),
              number("rtt", it -> Text.millis(it.tcp().rtt())),
              number("varies", it -> Text.millis(it.tcp().rttVariance())),
              number("window", it -> Text.count(it.tcp().congestionWindow())),
              number("mss", it -> Text.count(it.tcp().mss())),
              number("unacked", it -> Text.count(it.tcp().unacknowledged())),
              number("resent", it -> Text.count(it.tcp().totalRetransmits())),
              number("rate", it -> Text.bytes(it.tcp().deliveryRate()) + "/s"),
              number("unsent", it -> Text.bytes(it.tcp().bytesUnsent()))));

  static final Table<Deployment> DEPLOYMENTS =
      new Table<>(
          "no deployments",
          List.of(
              text("file", Deployment::file),
              text("state", it -> word(it.state())),
              number("for", it -> Text.duration(Duration.between(it.since(), Instant.now()))),
              text("bundle", Deployment::bundle),
              text("version", Deployment::version),
              number("id", it -> it.bundleId() == 0 ? "" : String.valueOf(it.bundleId())),
              text("reason", Deployment::reason)));

  /** These rows, or what an empty list says. */
  String of(List<T> rows) {
    if (rows.isEmpty()) {
      return none;
    }
    List<ColumnData<T>> used =
        columns.stream()
            .filter(column -> rows.stream().anyMatch(row -> !"".equals(column.getCellValue(row))))
            .toList();
    return AsciiTable.builder()
        .border(AsciiTable.NO_BORDERS)
        .lineSeparator("\n")
        .data(rows, used)
        .asString()
        .lines()
        .map(String::stripTrailing)
        .filter(line -> !line.isEmpty())
        .map(line -> line.startsWith(" ") ? line.substring(1) : line)
        .collect(Collectors.joining("\n"));
  }

  static <T> ColumnData<T> text(String header, Function<T, String> cell) {
    return column(header, HorizontalAlign.LEFT, cell);
  }

  static <T> ColumnData<T> number(String header, Function<T, String> cell) {
    return column(header, HorizontalAlign.RIGHT, cell);
  }

  private static <T> ColumnData<T> column(
      String header, HorizontalAlign align, Function<T, String> cell) {
    return new Column()
        .header(header.toUpperCase(Locale.ROOT))
        .headerAlign(align)
        .dataAlign(align)
        .with(row -> Text.clean(cell.apply(row)));
  }

  /** How often which setting was the reason. */
  private static String rejections(Map<Rejection, Long> counts) {
    return new TreeMap<>(counts)
        .entrySet().stream()
            .map(it -> it.getKey() + " " + Text.count(it.getValue()))
            .collect(Collectors.joining(", "));
  }

  /** A state, as it is said. */
  static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
