/*
 * loop: one thread that serves many tasks. A task is a function on a stack of its own; where it waits (wait.h) the thread goes on
 * with others. So handlers stay plain C, and a slow statement holds a small stack and nobody else.
 *
 * Layer: base. All but loop_wake() is for the loop's own thread.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct loop;

/* Never NULL. */
struct loop *loop_new(void);

/* No task is left. NULL is allowed. */
void loop_free(struct loop *loop);

/* Runs work(cls) as a task until its end or its first wait. Then `ended` is called, inside loop_turn(). */
enum task_start { TASK_ENDED, TASK_WAITS, TASK_REFUSED /* there is no memory for a stack */ };
enum task_start loop_run(struct loop *loop, void (*work)(void *cls), void (*ended)(void *cls), void *cls);

/* Calls ready(cls) inside loop_turn() whenever `fd` can be read. */
void loop_add(struct loop *loop, int fd, void (*ready)(void *cls), void *cls);
void loop_remove(struct loop *loop, int fd);

/* Waits for at most so many milliseconds for whatever comes, and does all that has come. */
void loop_turn(struct loop *loop, int milliseconds);

/* Ends the loop_turn() that waits, or the next. From any thread. */
void loop_wake(struct loop *loop);

/* From now on no wait of its tasks lasts: each ends as if its deadline had passed. */
void loop_end_waits(struct loop *loop);

/* Tasks that have begun and not ended. */
int loop_tasks(const struct loop *loop);
