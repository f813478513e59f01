package org.kamaelia.metrics;

/**
 * What is answered to a request for something that is there.
 *
 * @param status the status code with its words, such as {@code 200 OK}
 * @param type the content's type
 * @param content the content
 */
@SuppressWarnings("ArrayRecordComponent") // no one compares pages
record Page(String status, String type, byte[] content) {}
