package org.kamaelia.page;

import java.util.Optional;
import org.kamaelia.console.Diagnostics;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.net.Server;

/**
 * What is looked at.
 *
 * @param deployer asked each time, as it comes and goes
 * @param diagnostics likewise
 */
record Sight(
    Server server,
    java.util.function.Supplier<Optional<Deployer>> deployer,
    java.util.function.Supplier<Optional<Diagnostics>> diagnostics,
    LogTail log) {}
