/*
 * shorts: short reads of several tasks, sent together over one connection and answered in turn. The cost of waking, sending and
 * receiving is shared, and few connections carry them all.
 *
 * A slow read would delay those behind it. So only reads that are short by their nature may be sent in this way, and none waits
 * longer for a lock than SHORT_LOCK_MS. A read that failed for such a reason, or has no answer after SHORT_MS, must be asked again
 * alone; for SHORT_REST_MS after that all are. Each read has its own transaction and settings, as any other query.
 *
 * Layer: pg. Thread-safe; for tasks only (base/wait.h). Tasks of one loop share connections.
 */
#pragma once

struct pool;
struct shorts;

enum { SHORT_MS = 500, SHORT_LOCK_MS = 20, SHORT_REST_MS = 1000, SHORTS_TOGETHER = 16 };

/* Each loop uses at most `connections` of the pool, for SHORTS_TOGETHER reads each. The pool is borrowed. Never NULL. */
struct shorts *shorts_new(struct pool *pool, int connections);

/* Nobody may be using it. NULL is allowed. */
void shorts_free(struct shorts *shorts);
