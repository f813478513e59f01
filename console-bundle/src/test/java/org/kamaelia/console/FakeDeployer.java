package org.kamaelia.console;

import java.nio.file.Path;
import java.util.List;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.KeptJar;
import org.kamaelia.deploy.Leak;
import org.kamaelia.deploy.Plan;

/** Has the deployments that a test gives it. */
record FakeDeployer(List<Deployment> deployments) implements Deployer {
  @Override
  public Plan plan(Path jar, String file) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Deployment deploy(Path jar, String file) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Deployment rollback(String file) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Deployment rollback(String file, int number) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<KeptJar> kept(String file) {
    return List.of();
  }

  @Override
  public List<Leak> leaks() {
    return List.of();
  }

  @Override
  public List<Leak> leaksInHeap() {
    return List.of();
  }
}
