/*
 * wait: waiting that lets others work. Inside a task (loop.h) a wait gives the thread to other tasks; anywhere else it blocks the
 * thread. So what waits for the database is written once, for requests and for commands.
 *
 * No lock may be held while waiting, and nothing that belongs to a thread may be kept across a wait.
 *
 * Layer: base. Deadlines are deadline.h's.
 */
#pragma once

#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>

struct loop;
struct task;

#define NO_DEADLINE INT64_MAX

/*
 * A descriptor that is waited for again and again. `serial` tells it from an earlier descriptor of the same number; watch_new()
 * never gives one twice.
 */
struct watch {
    int fd;
    uint32_t serial;
};

struct watch watch_new(int fd);

/* The loop whose task this is; NULL: a plain thread. */
struct loop *loop_current(void);

/* POLLIN, POLLOUT, or both. True: it is ready, or broken. False: the deadline has passed, or the loop ends all waits. */
bool watch_wait(const struct watch *watch, short events, int64_t deadline);

/*
 * One wait for another's word. Who gives it must know the waiter under a lock and forget it there before waiter_wake(); so a
 * waiter whose deadline has passed looks under that lock: still known, it takes itself out; or not, then waiter_settle() takes
 * the word that is on its way.
 */
struct waiter {
    struct loop *loop; /* NULL: a plain thread */
    struct task *task;
    bool is_woken;
    struct waiter *next; /* in the loop's mail, then in whatever list its user keeps */
    sem_t word;
};

void waiter_init(struct waiter *w);

/* True: woken. */
bool waiter_wait(struct waiter *w, int64_t deadline);
void waiter_settle(struct waiter *w);

/* Once for each waiter_init(), from any thread. */
void waiter_wake(struct waiter *w);

/* Runs work(cls) to its end, inside a task on a thread of its own: for what cannot wait in this way, or computes for long. */
void offload(void (*work)(void *cls), void *cls);
