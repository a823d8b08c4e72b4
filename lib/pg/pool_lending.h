/*
 * pool_lending: taking a connection from the pool and giving it back; what query, tx, script and migrate do.
 *
 * Layer: pg, private. Thread-safe.
 */
#pragma once

#include <stdint.h>

struct connection;
struct ctx;
struct pool;

/* Waits within the pool's bounds. NULL: the problem is set. */
struct connection *pool_acquire(struct pool *pool, struct ctx *ctx);

/* Back to the pool; closed when spoiled or not idle. NULL is allowed. */
void pool_release(struct pool *pool, struct connection *c);

/* When a statement begun now must have been answered: a second after the server gives up by itself. */
int64_t pool_statement_deadline(const struct pool *pool);
