/*
 * loop: one thread that serves many tasks. A task is a function on a stack of its own. While it waits (wait.h), the thread runs
 * other tasks. So handlers stay plain C, and a slow statement costs a small stack and delays nobody else.
 *
 * Layer: base. Other threads may call loop_wake() only.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct loop;

/* Never NULL. */
struct loop *loop_new(void);

/* No task may be left. NULL is allowed. */
void loop_free(struct loop *loop);

/* Runs work(cls) as a task until its end or its first wait. Then `ended` is called, inside loop_turn(). */
enum task_start { TASK_ENDED, TASK_WAITS, TASK_REFUSED /* there is no memory for a stack */ };
enum task_start loop_run(struct loop *loop, void (*work)(void *cls), void (*ended)(void *cls), void *cls);

/* Calls ready(cls) inside loop_turn() whenever `fd` can be read. */
void loop_add(struct loop *loop, int fd, void (*ready)(void *cls), void *cls);
void loop_remove(struct loop *loop, int fd);

/* Waits at most `milliseconds` for something to do, then does all that there is. */
void loop_turn(struct loop *loop, int milliseconds);

/* Ends the wait of the running loop_turn(), or of the next one. From any thread. */
void loop_wake(struct loop *loop);

/* From now on each wait of a task ends as if its deadline had passed; only waiter_settle() still waits. */
void loop_end_waits(struct loop *loop);

/* Tasks that have begun and not ended. */
int loop_tasks(const struct loop *loop);
