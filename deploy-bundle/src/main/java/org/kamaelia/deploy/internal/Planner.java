package org.kamaelia.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.deploy.Plan;
import org.kamaelia.deploy.Plan.Move;
import org.kamaelia.deploy.Step;
import org.kamaelia.net.Server;
import org.osgi.framework.Bundle;

/** Finds out what a jar would do. */
final class Planner {
  private final Means means;
  private final String file;
  private final @Nullable Bundle runs;
  private final List<Move> moves = new ArrayList<>();
  private String name = "";
  private String version = "";

  /**
   * For a file.
   *
   * @param runs what runs for it, if anything does
   */
  Planner(Means means, String file, @Nullable Bundle runs) {
    this.means = means;
    this.file = file;
    this.runs = runs;
  }

  /**
   * Plans.
   *
   * @param jar anywhere
   * @param digest of what runs
   */
  Plan plan(Path jar, String digest) {
    var steps = new Steps(file);
    steps.begin(Step.WHOLE);
    boolean unchanged = false;
    try {
      Path copy = means.store().temporary();
      try {
        Jar ours = Jar.copy(jar, copy, means.limits());
        unchanged = ours.digest().equals(digest);
        new Attempt(means, steps).rehearse(file, ours, this::look);
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (Refused e) {
      steps.refused(e.why());
      moves.clear();
    } catch (IOException e) {
      steps.refused("cannot be copied: " + e);
    }
    Server server = means.net().server();
    return new Plan(
        file,
        name,
        version,
        unchanged,
        steps.reports(),
        runs == null ? "" : Bundles.describe(runs),
        moves,
        runs == null || server == null ? 0 : Net.connections(server, runs));
  }

  private void look(Bundle bundle) {
    name = bundle.getSymbolicName();
    version = bundle.getVersion().toString();
    Server server = means.net().server();
    if (server != null) {
      moves.addAll(Net.moves(server, bundle, runs));
    }
  }
}
