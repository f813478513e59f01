package org.kamaelia.page;

/**
 * What all who look at the page are told.
 *
 * @param whole whether it says all, so that one may begin with it; else what has changed since the
 *     one before
 * @param text JSON
 */
record Update(boolean whole, String text) {}
