/*
 * rounds: one question for many callers. Callers that need the same fresh answer join the next round: one of them asks, after
 * all of them have come, and all get its answer. Callers that come while a question runs wait for the next round.
 *
 * Layer: base. Thread-safe; waits as in wait.h.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct rounds;

/* Never NULL. ask(cls) asks the question in the task of one of the callers. It may wait, and never runs twice at the same time. */
struct rounds *rounds_new(bool (*ask)(void *cls), void *cls);

/* Nobody may be waiting. NULL is allowed. */
void rounds_free(struct rounds *rounds);

/*
 * Returns the result of an ask() that began after this call; also false when the deadline has passed. The deadline does not bind
 * the caller that runs ask(): it waits as long as ask() takes.
 */
bool rounds_join(struct rounds *rounds, int64_t deadline);
