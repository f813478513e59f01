package org.kamaelia.console.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.Server;

/**
 * Whether one listener or protocol serves, and why not.
 *
 * @param name the listener's or protocol's name
 * @param serves whether new connections get it
 * @param findings what there is to be said of it, a sentence each
 */
record Verdict(String name, boolean serves, List<String> findings) {

  /**
   * Looks into a listener or, where none has the name, a protocol.
   *
   * @throws Refusal if there is neither
   */
  static Verdict of(Running running, String name) throws Refusal {
    Server server = running.server();
    List<ListenerInfo> listeners = server.listeners();
    List<ProtocolInfo> protocols = server.protocols();
    var verdict = new Builder(protocols, running.deployer);
    running.problems().stream()
        .filter(it -> it.pid().endsWith("~" + name))
        .forEach(it -> verdict.findings.add(Text.clean(it.toString())));
    for (ListenerInfo listener : listeners) {
      if (listener.spec().name().equals(name)) {
        verdict.listener(listener);
        return new Verdict(name, serves(listener), verdict.findings);
      }
    }
    List<ListenerInfo> asking =
        listeners.stream().filter(it -> it.spec().protocol().equals(name)).toList();
    if (asking.isEmpty() && protocols.stream().noneMatch(it -> it.name().equals(name))) {
      var names = new TreeSet<String>();
      listeners.forEach(it -> names.add(it.spec().name()));
      protocols.forEach(it -> names.add(it.name()));
      throw new Refusal(Near.answer("listener or protocol", name, names));
    }
    verdict.protocol(name, asking);
    boolean given =
        protocols.stream()
            .anyMatch(
                it ->
                    it.name().equals(name)
                        && it.state() == ProtocolInfo.State.SERVING
                        && !it.listeners().isEmpty());
    return new Verdict(name, given, verdict.findings);
  }

  private static boolean serves(ListenerInfo listener) {
    return listener.state() == ListenerInfo.State.SERVING;
  }

  String text() {
    return "%s %s\n  %s"
        .formatted(
            Text.clean(name), serves ? "serves" : "does not serve", String.join("\n  ", findings));
  }

  private static final class Builder {
    final List<String> findings = new ArrayList<>();
    private final List<ProtocolInfo> protocols;
    private final @Nullable Deployer deployer;

    Builder(List<ProtocolInfo> protocols, @Nullable Deployer deployer) {
      this.protocols = protocols;
      this.deployer = deployer;
    }

    void listener(ListenerInfo it) {
      findings.add(Sentences.advice(it));
      it.tls()
          .filter(tls -> !tls.problem().isEmpty())
          .ifPresent(tls -> findings.add(DiagnosisText.tls(it)));
      if (it.rejected() > 0) {
        findings.add(
            "so far it has closed %s connections: %s"
                .formatted(Text.count(it.rejected()), Tables.rejections(it.rejections())));
      }
      if (it.state() == ListenerInfo.State.WAITING) {
        versions(it.spec().protocol());
        findings.add("it takes versions: " + it.spec().get(ListenerSettings.VERSION));
        jars();
      }
    }

    void protocol(String name, List<ListenerInfo> asking) {
      versions(name);
      if (asking.isEmpty()) {
        findings.add("no listener asks for it; `bind %s PORT` makes one".formatted(name));
      }
      asking.forEach(it -> findings.add(Sentences.advice(it)));
      if (protocols.stream().noneMatch(it -> it.name().equals(name))) {
        jars();
      }
    }

    private void versions(String name) {
      List<ProtocolInfo> there = protocols.stream().filter(it -> it.name().equals(name)).toList();
      if (there.isEmpty()) {
        findings.add("no bundle that runs brings the protocol " + Text.clean(name));
      }
      for (ProtocolInfo it : there) {
        findings.add(
            "%s %s from %s is %s%s"
                .formatted(
                    Text.clean(it.name()),
                    Text.clean(it.version()),
                    Text.clean(it.origin()),
                    Text.word(it.state()),
                    it.listeners().isEmpty()
                        ? ""
                        : " at " + Text.clean(String.join(", ", it.listeners()))));
      }
    }

    /** Any of them may be the one that should bring it. */
    private void jars() {
      if (deployer == null) {
        findings.add("no deployer runs");
        return;
      }
      for (Deployment it : deployer.deployments()) {
        if (it.state() != Deployment.State.RUNNING) {
          findings.add(DeploymentText.of(it));
        }
      }
    }
  }
}
