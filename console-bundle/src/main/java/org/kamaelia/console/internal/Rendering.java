package org.kamaelia.console.internal;

import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.kamaelia.console.Diagnosis;
import org.kamaelia.console.PageToken;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.Plan;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.record.RecordingInfo;
import org.osgi.service.component.annotations.Component;

/** Commands give records; this makes text of them, for Gogo. */
@Component
public final class Rendering implements Converter {
  /** Text is all that Gogo converts for us. */
  @Override
  public @Nullable Object convert(Class<?> type, Object from) {
    return null;
  }

  @Override
  public @Nullable CharSequence format(Object target, int level, Converter escape) {
    return switch (target) {
      case ListenerInfo listener -> Sentences.listener(listener);
      case Bound bound -> Sentences.bound(bound);
      case Faults faults -> Sentences.faults(faults);
      case Drain drain -> Sentences.drained(drain);
      case Closed closed -> Sentences.closed(closed);
      case RecordingInfo recording -> Sentences.recording(recording);
      case Unbound unbound -> Sentences.unbound(unbound);
      case Deployment deployment -> DeploymentText.of(deployment);
      case Verdict verdict -> verdict.text();
      case PageToken token -> level == INSPECT ? Sentences.token(token) : token.toString();
      case Revoked revoked -> Sentences.revoked(revoked);
      case Plan plan when level == INSPECT -> DeploymentText.plan(plan);
      case FileHistory history when level == INSPECT -> DeploymentText.history(history);
      case Manual manual -> manual.text();
      case Help.Overview overview -> overview.text();
      case Help.SettingsManual manual -> manual.text();
      case Listing<?> listing when level == INSPECT -> listing.text();
      case View view when level == INSPECT -> TopologyText.of(view);
      case Diagnosis diagnosis when level == INSPECT -> DiagnosisText.of(diagnosis);
      default -> null;
    };
  }
}
