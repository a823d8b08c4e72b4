/*
 * idempotency: a write with an Idempotency-Key happens once (openapi.yaml, "Idempotency"). The key, the write and the answer are
 * one transaction, so that after a lost connection the same key tells what happened. The ids of the rows that an answer shows are
 * kept with it: it is given again only to a caller who still sees all of them (schema/functions/05_idempotency).
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/*
 * The first run of an act makes its If-Match stale, so a retry would get 412, or 403 because the transition is already made.
 * Therefore the key is claimed before the object is read. Replies if an answer is kept. False: a problem is set.
 */
bool claim_act(struct req *r);

/*
 * For a handler that refuses but has something to keep, such as the count of a guess: frees the key in the open transaction, which the
 * handler then commits. Without a key it does nothing.
 */
bool idempotency_keep_nothing(struct req *r);

/* Runs the route's handler; with a key, at most once. */
bool handle_once(struct req *r);
