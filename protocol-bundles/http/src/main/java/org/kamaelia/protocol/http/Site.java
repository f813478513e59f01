package org.kamaelia.protocol.http;

import java.util.function.Supplier;

/**
 * What all connections of the protocol share. Any thread.
 *
 * @param settings of this moment
 * @param routes of this moment
 * @param date for all
 * @param log gets what was answered
 */
record Site(
    Supplier<HttpSettings> settings,
    Supplier<Routes> routes,
    HttpDate date,
    Supplier<AccessLog> log) {}
