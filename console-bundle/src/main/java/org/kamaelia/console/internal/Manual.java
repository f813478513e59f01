package org.kamaelia.console.internal;

/**
 * What a command says of itself.
 *
 * @param command its name
 * @param summary what it does, in a line
 * @param text all of it
 */
record Manual(String command, String summary, String text) {
  Manual(String usage) {
    this(Usage.command(usage), Usage.summary(usage), usage);
  }
}
