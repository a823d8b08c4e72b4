/*
 * shorts: short reads of several tasks, sent together over one connection and answered in turn. Waking, sending and receiving then
 * cost once for many, and few connections carry them all.
 *
 * Whatever is slow would hold up those behind it. So only reads that are short by their nature may be sent so; none waits longer for
 * a lock than SHORT_LOCK_MS; and what is refused for such a reason, or unanswered after SHORT_MS, is to be asked again alone, as
 * all shorts are for a second after. Each is a transaction of its own, with its own settings, as any other query.
 *
 * Layer: pg. Thread-safe; works for tasks only (base/wait.h), and those of one loop share.
 */
#pragma once

struct pool;
struct shorts;

enum { SHORT_MS = 500, SHORT_LOCK_MS = 20, SHORT_REST_MS = 1000, SHORTS_TOGETHER = 16 };

/* Over at most `connections` of the pool for each loop, SHORTS_TOGETHER on each. The pool is borrowed. Never NULL. */
struct shorts *shorts_new(struct pool *pool, int connections);

/* Nobody uses it any more. NULL is allowed. */
void shorts_free(struct shorts *shorts);
