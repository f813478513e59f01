package org.kamaelia.console.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.KeptJar;

/**
 * A file in the folder {@code deploy/}, and what is kept of it.
 *
 * @param file its name
 * @param deployment what became of it; nothing if it is not there any more
 * @param kept the jars that ran for it, the newest first
 */
record FileHistory(String file, Optional<Deployment> deployment, List<KeptJar> kept) {

  /**
   * Looks up a file.
   *
   * @throws Refusal if nothing is known of it
   */
  static FileHistory of(Deployer deployer, String file) throws Refusal {
    Optional<Deployment> deployment = find(deployer, file);
    List<KeptJar> kept = List.of();
    try {
      kept = deployer.kept(file);
    } catch (IllegalArgumentException e) {
      // it cannot be a name; then it is answered with those there are
    }
    if (deployment.isEmpty() && kept.isEmpty()) {
      var names = new TreeSet<String>();
      deployer.deployments().forEach(it -> names.add(it.file()));
      throw new Refusal(Near.answer("deployment", file, names));
    }
    return new FileHistory(file, deployment, kept);
  }

  /** What became of a file, if it is there. */
  static Optional<Deployment> find(Deployer deployer, String file) {
    return deployer.deployments().stream().filter(it -> it.file().equals(file)).findFirst();
  }

  /** The symbolic name of a jar's bundle; empty if it has none, or cannot be read. */
  static String bundle(Path jar) {
    try (JarFile opened = new JarFile(jar.toFile())) {
      Manifest manifest = opened.getManifest();
      String name =
          manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
      return name == null ? "" : name.replaceAll(";.*", "").strip();
    } catch (IOException e) {
      return ""; // what is wrong with it the deployer says better
    }
  }
}
