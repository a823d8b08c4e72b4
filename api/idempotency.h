/*
 * idempotency: a POST that bears an Idempotency-Key happens once (contract §4.8). The key, the write and the answer are one
 * transaction, so that after a lost connection the same key tells what became of it.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* Runs the route's handler; under a key, at most once. */
bool handle_once(struct req *r);
