/*
 * coroutine: a function on a stack of its own that can stop in the middle and go on later.
 *
 * Layer: base, private to loop.c. A coroutine never moves to another thread. Below each stack is a page without access, so a
 * stack that grows too deep ends the program and does not overwrite other data.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct coroutine;

/* What a coroutine runs: called once for each coroutine_start(). */
typedef void coroutine_body(void *cls);

/* NULL: there is no memory for a stack. */
struct coroutine *coroutine_new(void);

/* The coroutine must not be running. */
void coroutine_free(struct coroutine *c);

/* Runs body(cls) until its end or its first coroutine_yield(). True: it has ended, and may be started again. */
bool coroutine_start(struct coroutine *c, coroutine_body *body, void *cls);

/* Continues after its last coroutine_yield(). True: it has ended. */
bool coroutine_resume(struct coroutine *c);

/* Called inside the coroutine: goes back to the function that started or resumed it. */
void coroutine_yield(struct coroutine *c);
