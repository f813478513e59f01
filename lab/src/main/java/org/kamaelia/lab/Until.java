package org.kamaelia.lab;

/**
 * When there have been seeds enough: a cell goes on until half the confidence interval of a
 * measure's mean is within a share of that mean.
 *
 * @param measure its name
 * @param within the share, such as 0.05
 * @param atMost seeds in any case
 */
record Until(String measure, double within, int atMost) {}
