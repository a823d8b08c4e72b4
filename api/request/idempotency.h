/*
 * idempotency: a POST that bears an Idempotency-Key happens once (openapi.yaml, "Idempotency"). The key, the write and the
 * answer are one transaction, so that after a lost connection the same key tells what became of it. Beside the answer is kept
 * which rows it shows: it is given again only to who still sees them all (schema/functions/05_idempotency).
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/*
 * An act changes what its If-Match names, so whoever asks again would meet 412, or 403 for a step already taken: its key is
 * claimed before the object is looked at. Replies when the act has its answer; false: a problem is set.
 */
bool claim_act(struct req *r);

/* Runs the route's handler; under a key, at most once. */
bool handle_once(struct req *r);
