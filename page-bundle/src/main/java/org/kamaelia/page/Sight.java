package org.kamaelia.page;

import java.util.Optional;
import java.util.function.Supplier;
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
    Supplier<Optional<Deployer>> deployer,
    Supplier<Optional<Diagnostics>> diagnostics,
    LogTail log) {}
