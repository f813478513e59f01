package org.kamaelia.deploy;

import java.time.Instant;

/**
 * A jar that ran for a file, and was kept.
 *
 * @param file the file's name in the folder
 * @param number counts the file's deployments, from 1
 * @param bundle its bundle's symbolic name
 * @param version its bundle's version
 * @param digest the SHA-256 of its bytes, in hexadecimal
 * @param when when it came to run first
 * @param running whether it is the one that runs, or ran last if the file is there and none does
 */
public record KeptJar(
    String file,
    int number,
    String bundle,
    String version,
    String digest,
    Instant when,
    boolean running) {}
