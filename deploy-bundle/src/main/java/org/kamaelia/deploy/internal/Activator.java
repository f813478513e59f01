package org.kamaelia.deploy.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.kamaelia.deploy.Deployer;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Deploys from the folder that the framework property {@code kamaelia.deploy} names. */
public final class Activator implements BundleActivator {
  private @Nullable Folder folder;

  @Override
  public void start(BundleContext context) throws IOException, InterruptedException {
    String path = context.getProperty("kamaelia.deploy");
    if (path == null) {
      Folder.LOG.log(Level.INFO, "nothing is deployed: kamaelia.deploy names no folder");
      return;
    }
    folder = new Folder(context, Path.of(path).toAbsolutePath(), Limits.DEFAULT);
    context.registerService(Deployer.class, folder, null);
    // Whoever starts after this finds a server that serves.
    folder.awaitBegun();
  }

  @Override
  public void stop(BundleContext context) throws IOException, InterruptedException {
    if (folder != null) {
      folder.stop();
    }
  }
}
