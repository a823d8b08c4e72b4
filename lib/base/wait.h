/*
 * wait: waiting that lets others work. Inside a task (loop.h) a wait gives the thread to other tasks; anywhere else it blocks the
 * thread. So code that waits for the database is written once, for requests and for commands.
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
 * A file descriptor that is waited for many times. `serial`, which watch_new() makes anew each time, tells it apart from an
 * earlier descriptor of the same number.
 */
struct watch {
    int fd;
    uint32_t serial;
};

struct watch watch_new(int fd);

/* The loop of the task that runs; NULL outside a task. */
struct loop *loop_current(void);

/* `events`: POLLIN, POLLOUT, or both. True: ready, or broken. False: the deadline has passed, or the loop ends all waits. */
bool watch_wait(const struct watch *watch, short events, int64_t deadline);

/*
 * One wait until somebody else calls waiter_wake(). The two share a list under a lock, and the waker removes the waiter from it
 * before waiter_wake(). A waiter whose deadline has passed looks under that lock: if it is still in the list, it removes itself;
 * if not, the wake-up is on its way, and waiter_settle() must wait for it.
 */
struct waiter {
    struct loop *loop; /* NULL: not in a task */
    struct task *task;
    bool is_woken;
    struct waiter *next; /* in the loop's mail */
    sem_t word;
};

void waiter_init(struct waiter *w);

/* True: woken. */
bool waiter_wait(struct waiter *w, int64_t deadline);
void waiter_settle(struct waiter *w);

/* At most once for each waiter_init(), from any thread. */
void waiter_wake(struct waiter *w);

/* Runs work(cls) to its end; when called in a task, on a new thread. For work that cannot wait in this way or computes for long. */
void offload(void (*work)(void *cls), void *cls);
