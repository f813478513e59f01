package org.kamaelia.testbed;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The calls of the JDK that are another in each run, or leave the process. */
final class Outside {
  private static final String TIME = "clock()";
  private static final String REST = "clock().sleep, or a box with a timeout";
  private static final String CHANCE = "random()";
  private static final String ORDER =
      "a collection with an order, such as LinkedHashMap or TreeMap";
  private static final String OTHERS = "another component";
  private static final String NETWORK = "boxes, or the clients of org.kamaelia.net";

  /**
   * Such calls.
   *
   * @param calls matches {@code owner.name(parameters)} as class files have it
   */
  private record Kind(Pattern calls, String instead) {}

  private static final List<Kind> KINDS =
      List.of(
          kind(TIME, "java/lang/System\\.(nanoTime|currentTimeMillis)\\(.*"),
          kind(TIME, "java/time/\\w+\\.now\\((Ljava/time/ZoneId;)?\\).*"),
          kind(TIME, "java/time/(Clock|InstantSource)\\.(system|tick(Millis|Seconds|Minutes)).*"),
          kind(TIME, "java/util/Date\\.<init>\\(\\).*"),
          kind(TIME, "java/util/(Gregorian)?Calendar\\.(getInstance|<init>)\\(.*"),
          kind(REST, "java/lang/Thread\\.(sleep|yield|onSpinWait)\\(.*"),
          kind(REST, "java/util/concurrent/locks/LockSupport\\.park.*"),
          kind(REST, "java/lang/Object\\.wait.*"),
          kind(CHANCE, "java/lang/(Strict)?Math\\.random\\(.*"),
          kind(CHANCE, "java/util/(Splittable)?Random\\.<init>\\(\\).*"),
          kind(CHANCE, "java/util/random/RandomGenerator\\.(getDefault|of)\\(.*"),
          kind(CHANCE, "java/util/concurrent/ThreadLocalRandom\\.current\\(.*"),
          kind(CHANCE, "java/security/SecureRandom\\.(<init>|getInstance\\w*)\\(.*"),
          kind(CHANCE, "java/util/UUID\\.randomUUID\\(.*"),
          kind(CHANCE, "java/util/Collections\\.shuffle\\(Ljava/util/List;\\).*"),
          kind(ORDER, "java/lang/System\\.identityHashCode\\(.*"),
          kind(ORDER, "java/util/(Identity|Weak)HashMap\\.<init>\\(.*"),
          kind(
              ORDER,
              "java/util/(concurrent/Concurrent)?Hash(Map|Set|table)"
                  + "\\.(entrySet|keySet|values|keys|elements|forEach|iterator|stream)\\(.*"),
          kind(ORDER, "java/util/.*\\.(parallelStream|parallel)\\(.*"),
          kind(OTHERS, "java/lang/Thread\\.(<init>|start\\w*|ofVirtual|ofPlatform)\\(.*"),
          kind(OTHERS, "java/util/concurrent/(Executors|ForkJoinPool)\\..*"),
          kind(OTHERS, "java/util/concurrent/CompletableFuture\\.\\w+Async\\(.*"),
          kind(OTHERS, "java/util/Timer\\.<init>\\(.*"),
          kind(NETWORK, "java/net/(Server|Datagram|Multicast)?Socket\\.<init>\\(.*"),
          kind(NETWORK, "java/net/InetAddress\\.(getByName|getAllByName|getLocalHost)\\(.*"),
          kind(NETWORK, "java/net/URL\\.(openConnection|openStream|getContent)\\(.*"),
          kind(NETWORK, "java/net/http/HttpClient\\..*"),
          kind(
              NETWORK,
              "java/nio/channels/(Asynchronous)?"
                  + "(ServerSocketChannel|SocketChannel|DatagramChannel|Selector)\\.open\\(.*"));

  private Outside() {}

  /** What a component has instead of a call; empty if it may be made. */
  static Optional<String> instead(String owner, String name, String type) {
    String call = owner + "." + name + type;
    return KINDS.stream()
        .filter(it -> it.calls.matcher(call).matches())
        .map(Kind::instead)
        .findFirst();
  }

  private static Kind kind(String instead, String calls) {
    return new Kind(Pattern.compile(calls), instead);
  }
}
