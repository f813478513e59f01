package org.kamaelia.deploy;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps what runs equal to what lies in the folder {@code deploy/}: each {@code *.jar} there, but
 * for hidden files, is a bundle that runs. An OSGi service.
 *
 * <p>A new content of a file starts beside the old one, and the old one stops when the new one
 * runs; one that is refused changes nothing. The same content again, or a file that is only
 * touched, is no change; if it was refused it is tried again.
 *
 * <p>Threading: any thread.
 */
@ProviderType
public interface Deployer {

  /** What became of each jar in the folder, by file name. */
  List<Deployment> deployments();
}
