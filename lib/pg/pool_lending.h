/*
 * pool_lending: taking a connection from the pool and giving it back, for query, tx, shorts, script and migrate.
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

/* Gives it back; closes it if it is spoiled, broken or in a transaction. NULL is allowed. */
void pool_release(struct pool *pool, struct connection *c);

/* The deadline of a statement that begins now: a second after the server would give up by itself. */
int64_t pool_statement_deadline(const struct pool *pool);
