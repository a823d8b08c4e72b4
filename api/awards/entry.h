/*
 * entry: the awards in the body of a decision, read and written one by one.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct req;
struct values;

/* The body's "awards", in the request's arena; every entry has been looked at. NULL: the list or some entry is wrong. */
struct values *entries_decode(struct req *r, size_t *count);

/*
 * Waits for the locks of all subjects in one order, before the first row is written: two decisions then never wait for
 * each other in a ring. False: the problem is set.
 */
bool entries_await(struct req *r, const struct values *entries, size_t count);

/* Writes the awards and, to `out`, their representations in the order they came. False: refused, the problem is set. */
bool entries_insert(struct req *r, const char *decision_id, const struct values *entries, size_t count,
                    struct buf *out);
