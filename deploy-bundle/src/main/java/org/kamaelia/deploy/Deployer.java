package org.kamaelia.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps what runs equal to what lies in the folder {@code deploy/}: each {@code *.jar} there, but
 * for hidden files, is a bundle that runs. An OSGi service.
 *
 * <p>A new content of a file starts beside the old one, and takes its place once it runs: it goes
 * through the {@link Step steps}, and one that is refused changes nothing. The same content again,
 * or a file that is only touched, is no change; if it was refused it is tried again. The jars that
 * ran are kept, some of each file: if the file's content is refused when the server starts, the one
 * that ran last runs.
 *
 * <p>Threading: any thread. What changes something waits for what is being done with the same file.
 * A file is named as in the folder: it ends in {@code .jar} and does not begin with a dot; another
 * name is an {@link IllegalArgumentException}. A thread that is interrupted while it waits has an
 * {@link InterruptedException}, and nothing was changed, or all.
 */
@ProviderType
public interface Deployer {

  /** What became of each jar in the folder, by file name. */
  List<Deployment> deployments();

  /**
   * Tells what a jar would do, without doing it: nothing of it starts, and nothing stays.
   *
   * @param jar anywhere
   * @param file the name that it would have in the folder
   */
  Plan plan(Path jar, String file) throws InterruptedException;

  /**
   * Deploys a jar, and puts it into the folder once it runs.
   *
   * @param jar anywhere
   * @param file the name that it gets in the folder; what has that name now is replaced
   * @return how things are when new connections go to it; the old ones may still be finishing
   * @throws DeploymentException if a step refuses it: the folder and what runs are as they were
   */
  Deployment deploy(Path jar, String file) throws DeploymentException, InterruptedException;

  /**
   * Deploys again what ran before what runs now. A file that was removed comes back as it was.
   *
   * @throws DeploymentException if a step refuses it: the folder and what runs are as they were
   * @throws IllegalArgumentException if nothing is kept that ran before
   */
  Deployment rollback(String file) throws DeploymentException, InterruptedException;

  /**
   * Deploys again a jar that was kept.
   *
   * @param number its {@link KeptJar#number}
   * @throws DeploymentException if a step refuses it: the folder and what runs are as they were
   * @throws IllegalArgumentException if none of that number is kept
   */
  Deployment rollback(String file, int number) throws DeploymentException, InterruptedException;

  /** The jars that are kept of a file, the newest first. */
  List<KeptJar> kept(String file);

  /**
   * The bundles that were removed and whose classes are still in memory, with who holds on to them
   * as far as a look tells that costs little. One that goes later is left out from then on.
   */
  List<Leak> leaks();

  /**
   * The same, with the way from what is alive to the classes, found in a dump of the heap. The
   * server stands still while that is written, and the search takes seconds and memory.
   *
   * @throws IOException if there is no room for it, or it cannot be written or read
   */
  List<Leak> leaksInHeap() throws IOException;
}
