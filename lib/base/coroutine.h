/*
 * coroutine: a function on a stack of its own that can stop in the middle and go on later.
 *
 * Layer: base, private to loop.c. Everything happens on one thread: a coroutine never moves to another. Stacks have a page
 * without access below them, so that one that is too deep ends the program instead of another's data.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct coroutine;

/* The body, called once for each coroutine_start(). */
typedef void coroutine_body(void *cls);

/* NULL: there is no memory for a stack. */
struct coroutine *coroutine_new(void);

/* It is not running. */
void coroutine_free(struct coroutine *c);

/* Runs body(cls) until its end or its first coroutine_yield(). True: it has ended, and may be started again. */
bool coroutine_start(struct coroutine *c, coroutine_body *body, void *cls);

/* Goes on after its last coroutine_yield(). True: it has ended. */
bool coroutine_resume(struct coroutine *c);

/* Called inside: back to whoever started or resumed it. */
void coroutine_yield(struct coroutine *c);
