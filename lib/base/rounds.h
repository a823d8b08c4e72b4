/*
 * rounds: one asks for many. Who needs to know how things stand now, as others do at the same time, joins the next round: a
 * question that is put after it came, once for all who came. While a question is out, those who come wait for the next.
 *
 * Layer: base. Thread-safe; waits as in wait.h.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct rounds;

/* Never NULL. ask(cls) puts the question, in the task of one of those who wait, and may wait; never twice at a time. */
struct rounds *rounds_new(bool (*ask)(void *cls), void *cls);

/* Nobody waits any more. NULL is allowed. */
void rounds_free(struct rounds *rounds);

/*
 * What ask() returned, having begun after this call. False as well: the deadline has passed. Whose turn it is to ask is not
 * bound by its own deadline but by ask()'s.
 */
bool rounds_join(struct rounds *rounds, int64_t deadline);
