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

/* Reads the body's "awards" into the request's arena and checks every entry. NULL: the list or an entry is wrong, the problem is set. */
struct values *entries_decode(struct req *r, size_t *count);

/*
 * Takes the locks of all subjects in one order, before the first row is written, so that two decisions never wait for each other
 * (a deadlock). False: the problem is set.
 */
bool entries_await(struct req *r, const struct values *entries, size_t count);

/*
 * Writes the award of one entry, the i-th of the body, and its representation to `out`. False: the problem is set; when the entry is
 * at fault, with an error that points into it.
 */
bool entry_insert(struct req *r, const char *decision_id, const struct values *entry, size_t i, struct buf *out);
