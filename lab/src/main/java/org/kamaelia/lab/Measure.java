package org.kamaelia.lab;

/** A figure of a run; NaN if there was nothing to measure. */
record Measure(String unit, double value) {}
