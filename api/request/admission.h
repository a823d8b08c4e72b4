/*
 * admission: who may ask the database now, who waits for it and how long, and who is refused at once.
 *
 * As many requests are at work as there are database connections: each has a place, and the pool behind never makes anyone wait.
 * A place belongs to a lane, of which each has its own few; nobody, and no one kind of record, holds more than three quarters of
 * all places, so that a noisy caller or a locked table leaves some for the others. Who waits is chosen by who has fewest
 * places, then by who came first. A lane's queue is bounded in number, and in time: who would wait longer than a
 * half a second, at the pace at which the lane has just been moving, is refused at once instead.
 *
 * Layer: api. Thread-safe; a wait is a task's (base/wait.h).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct admission;
struct ctx;
struct place;

/* Reads of a record or a page; lists that search or count; everything that changes something; documents made of much. */
enum lane { LANE_READ, LANE_SEARCH, LANE_WRITE, LANE_REPORT, LANES };

struct admission_figures {
    int limit, working, waiting;
    unsigned long long refused; /* ever */
    int full_s;                 /* for so long each second has seen a refusal */
    int stuck_s;                /* for so long all its places have been held and none was given back */
};

/* Never NULL. `places`: database connections; `waiting`: the longest queue; `wait_ms`: the longest wait. */
struct admission *admission_new(int places, int waiting, int wait_ms);

/* NULL is allowed. */
void admission_free(struct admission *admission);

/*
 * A place for the caller (`subject`) in a lane, for something of a kind (a word of the path). Waits. NULL: ctx has PROBLEM_UNAVAILABLE,
 * nothing was done. It lives in ctx's arena and is given back by admission_leave(), from the task that got it.
 */
struct place *admission_enter(struct admission *admission, struct ctx *ctx, enum lane lane, const char *subject, const char *kind);

/* NULL is allowed. */
void admission_leave(struct place *place);

/* From now on whoever waits, or comes, is refused. NULL is allowed. */
void admission_close(struct admission *admission);

void admission_figures(struct admission *admission, enum lane lane, struct admission_figures *out);

const char *lane_name(enum lane lane);
