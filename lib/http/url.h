/*
 * url: writing parts of URLs (RFC 3986).
 *
 * Layer: http.
 */
#pragma once

struct buf;

/* Adds text percent-encoded: everything but unreserved characters. */
void url_encode(struct buf *out, const char *text);
