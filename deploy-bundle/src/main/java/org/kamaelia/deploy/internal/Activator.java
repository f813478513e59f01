package org.kamaelia.deploy.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.kamaelia.deploy.Deployer;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Deploys from the folder that the framework property {@code kamaelia.deploy} names, and keeps what
 * ran in the folder that {@code kamaelia.deployed} names; without that it is kept no longer than
 * the framework's own storage.
 */
public final class Activator implements BundleActivator {
  private @Nullable Folder folder;

  @Override
  public void start(BundleContext context) throws IOException, InterruptedException {
    String path = context.getProperty("kamaelia.deploy");
    if (path == null) {
      Folder.LOG.log(Level.INFO, "nothing is deployed: kamaelia.deploy names no folder");
      return;
    }
    Configured configured = ConfigurationService.configured(context);
    String kept = context.getProperty("kamaelia.deployed");
    var store =
        new Store(
            kept == null ? context.getDataFile("deployed").toPath() : Path.of(kept), new Disk());
    folder =
        new Folder(
            Path.of(path).toAbsolutePath(),
            Means.of(
                new Bundles(context),
                new Net(context),
                configured,
                context.getDataFile("").toPath(),
                store,
                Limits.DEFAULT));
    configured.onChange(folder::reconsider);
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
