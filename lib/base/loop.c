/*
 * loop: see loop.h and wait.h.
 *
 * A watched descriptor stays registered from one wait to the next (level-triggered), so the usual wait costs no system call except
 * the shared epoll_wait(). If it becomes ready while nobody waits for it, it is removed, and the next wait adds it again. Each loop
 * has its own table, so a descriptor that is closed elsewhere leaves only an old row here, with another serial.
 */
#include "base/loop.h"

#include "base/coroutine.h"
#include "base/deadline.h"
#include "base/wait.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { BATCH = 128, SPARE_TASKS = 64, LOOK_EVERY_MS = 10 };

struct task {
    struct loop *loop;
    struct coroutine *coroutine;
    void (*work)(void *cls);
    void (*ended)(void *cls);
    void *cls;
    struct task *previous, *next; /* in the list of waiting tasks, or of spare ones */
    int64_t deadline;             /* of its wait */
    struct waiter *waiter;        /* NULL: it waits for a descriptor */
    bool is_late;
};

struct row {
    uint32_t serial; /* 0: free */
    uint32_t events; /* as registered; 0: not registered */
    struct task *waiting;
    void (*ready)(void *cls);
    void *cls;
};

struct loop {
    int epoll_fd, wake_fd;
    struct row *rows; /* by descriptor */
    size_t row_count;
    struct task *running, *waiting, *spare;
    int tasks, spares;
    bool ends_waits;
    int64_t looked_at; /* when it last looked for tasks that are late */
    pthread_mutex_t lock; /* guards mail */
    struct waiter *mail; /* from other threads, newest first */
    struct waiter *own_mail; /* from tasks of this loop, likewise */
    _Atomic(bool) is_woken; /* wake_fd has been written and not read */
};

static _Thread_local struct loop *current; /* set while one of its tasks runs */

struct loop *loop_current(void)
{
    return current;
}

static _Atomic(uint32_t) last_serial;

struct watch watch_new(int fd)
{
    uint32_t serial = atomic_fetch_add(&last_serial, 1) + 1;
    return (struct watch){fd, serial ? serial : atomic_fetch_add(&last_serial, 1) + 1};
}

static struct row *row_of(struct loop *loop, int fd)
{
    size_t wanted = (size_t)fd + 1;
    if (wanted > loop->row_count) {
        size_t count = wanted < 64 ? 64 : wanted * 2;
        struct row *rows = realloc(loop->rows, count * sizeof *rows);
        if (!rows)
            abort();
        memset(rows + loop->row_count, 0, (count - loop->row_count) * sizeof *rows);
        loop->rows = rows;
        loop->row_count = count;
    }
    return &loop->rows[fd];
}

/* False: the descriptor cannot be watched, because it is closed. */
static bool enlist(struct loop *loop, int fd, struct row *row, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.u64 = (uint64_t)row->serial << 32 | (uint32_t)fd};
    if (row->events == events)
        return true;
    bool is_in = epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
    if (!is_in && errno == EEXIST)
        is_in = epoll_ctl(loop->epoll_fd, EPOLL_CTL_MOD, fd, &event) == 0;
    row->events = is_in ? events : 0;
    return is_in;
}

static void strike(struct loop *loop, int fd, struct row *row)
{
    epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
    *row = (struct row){0};
}

struct loop *loop_new(void)
{
    struct loop *loop = calloc(1, sizeof *loop);
    if (!loop)
        abort();
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (loop->epoll_fd < 0 || loop->wake_fd < 0)
        abort();
    pthread_mutex_init(&loop->lock, NULL);
    loop_add(loop, loop->wake_fd, NULL, NULL);
    return loop;
}

void loop_free(struct loop *loop)
{
    if (!loop)
        return;
    for (struct task *t = loop->spare, *next; t; t = next) {
        next = t->next;
        coroutine_free(t->coroutine);
        free(t);
    }
    pthread_mutex_destroy(&loop->lock);
    close(loop->wake_fd);
    close(loop->epoll_fd);
    free(loop->rows);
    free(loop);
}

void loop_add(struct loop *loop, int fd, void (*ready)(void *cls), void *cls)
{
    struct row *row = row_of(loop, fd);
    *row = (struct row){.serial = watch_new(fd).serial, .ready = ready, .cls = cls};
    enlist(loop, fd, row, EPOLLIN);
}

void loop_remove(struct loop *loop, int fd)
{
    strike(loop, fd, row_of(loop, fd));
}

int loop_tasks(const struct loop *loop)
{
    return loop->tasks;
}

void loop_wake(struct loop *loop)
{
    if (!atomic_exchange(&loop->is_woken, true))
        eventfd_write(loop->wake_fd, 1);
}

static struct task *new_task(struct loop *loop)
{
    struct task *t = loop->spare;
    if (t) {
        loop->spare = t->next;
        loop->spares--;
        return t;
    }
    struct coroutine *coroutine = coroutine_new();
    t = coroutine ? calloc(1, sizeof *t) : NULL;
    if (t)
        *t = (struct task){.loop = loop, .coroutine = coroutine};
    return t;
}

static void retire(struct loop *loop, struct task *t)
{
    loop->tasks--;
    if (loop->spares == SPARE_TASKS) {
        coroutine_free(t->coroutine);
        free(t);
        return;
    }
    t->next = loop->spare;
    loop->spare = t;
    loop->spares++;
}

static void body(void *task)
{
    struct task *t = task;
    t->work(t->cls);
}

static bool step(struct task *t, bool is_first)
{
    struct loop *loop = t->loop;
    loop->running = t;
    current = loop;
    bool has_ended = is_first ? coroutine_start(t->coroutine, body, t) : coroutine_resume(t->coroutine);
    current = NULL;
    loop->running = NULL;
    return has_ended;
}

enum task_start loop_run(struct loop *loop, void (*work)(void *cls), void (*ended)(void *cls), void *cls)
{
    struct task *t = new_task(loop);
    if (!t)
        return TASK_REFUSED;
    t->work = work;
    t->ended = ended;
    t->cls = cls;
    loop->tasks++;
    if (!step(t, true))
        return TASK_WAITS;
    retire(loop, t);
    return TASK_ENDED;
}

static void go_on(struct task *t, bool is_late)
{
    struct loop *loop = t->loop;
    *(t->previous ? &t->previous->next : &loop->waiting) = t->next;
    if (t->next)
        t->next->previous = t->previous;
    t->is_late = is_late;
    if (!step(t, false))
        return;
    void (*ended)(void *cls) = t->ended;
    void *cls = t->cls;
    retire(loop, t);
    ended(cls);
}

/* Inside a task. False: the deadline has passed. */
static bool stop_here(struct task *t, struct waiter *waiter, int64_t deadline)
{
    struct loop *loop = t->loop;
    t->waiter = waiter;
    t->deadline = deadline;
    t->previous = NULL;
    t->next = loop->waiting;
    if (t->next)
        t->next->previous = t;
    loop->waiting = t;
    coroutine_yield(t->coroutine);
    return !t->is_late;
}

static bool block(int fd, short events, int64_t deadline)
{
    struct pollfd p = {.fd = fd, .events = events};
    for (;;) {
        int ready = poll(&p, 1, deadline_left(deadline));
        if (ready >= 0)
            return ready > 0;
        if (errno != EINTR)
            return false;
    }
}

bool watch_wait(const struct watch *watch, short events, int64_t deadline)
{
    struct loop *loop = current;
    if (!loop)
        return block(watch->fd, events, deadline);
    if (loop->ends_waits)
        return false;
    struct row *row = row_of(loop, watch->fd);
    if (row->serial != watch->serial)
        *row = (struct row){.serial = watch->serial};
    if (!enlist(loop, watch->fd, row, (events & POLLIN ? EPOLLIN : 0u) | (events & POLLOUT ? EPOLLOUT : 0u)))
        return true;
    row->waiting = loop->running;
    bool is_ready = stop_here(loop->running, NULL, deadline);
    row = row_of(loop, watch->fd); /* the table may have grown */
    if (row->serial == watch->serial)
        row->waiting = NULL;
    return is_ready;
}

void waiter_init(struct waiter *w)
{
    *w = (struct waiter){.loop = current, .task = current ? current->running : NULL};
    if (!current)
        sem_init(&w->word, 0, 0);
}

static bool block_for_word(struct waiter *w, int64_t deadline)
{
    const struct timespec until = {.tv_sec = deadline / 1000, .tv_nsec = deadline % 1000 * 1000000};
    while (deadline == NO_DEADLINE ? sem_wait(&w->word) != 0 : sem_clockwait(&w->word, CLOCK_MONOTONIC, &until) != 0)
        if (errno != EINTR)
            return false;
    return w->is_woken = true;
}

bool waiter_wait(struct waiter *w, int64_t deadline)
{
    if (!w->loop)
        return w->is_woken || block_for_word(w, deadline);
    if (!w->is_woken && !w->loop->ends_waits)
        stop_here(w->task, w, deadline);
    return w->is_woken;
}

void waiter_settle(struct waiter *w)
{
    if (!w->loop && !w->is_woken)
        block_for_word(w, NO_DEADLINE);
    while (!w->is_woken)
        stop_here(w->task, w, NO_DEADLINE);
}

void waiter_wake(struct waiter *w)
{
    struct loop *loop = w->loop;
    if (!loop) {
        sem_post(&w->word);
        return;
    }
    if (loop == current) {
        w->next = loop->own_mail;
        loop->own_mail = w;
        return;
    }
    pthread_mutex_lock(&loop->lock);
    w->next = loop->mail;
    loop->mail = w;
    pthread_mutex_unlock(&loop->lock);
    loop_wake(loop);
}

static void read_letters(struct waiter *newest_first)
{
    struct waiter *in_order = NULL;
    for (struct waiter *w = newest_first, *next; w; w = next) {
        next = w->next;
        w->next = in_order;
        in_order = w;
    }
    for (struct waiter *w = in_order, *next; w; w = next) {
        next = w->next;
        w->is_woken = true;
        if (w->task->waiter == w)
            go_on(w->task, false);
    }
}

static void read_mail(struct loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    struct waiter *mail = loop->mail, *own = loop->own_mail;
    loop->mail = NULL;
    pthread_mutex_unlock(&loop->lock);
    loop->own_mail = NULL;
    read_letters(mail);
    read_letters(own);
}

/* Runs before the mail is read, so that mail that comes later wakes the loop again. */
static void hear(struct loop *loop)
{
    eventfd_t ignored;
    eventfd_read(loop->wake_fd, &ignored);
    atomic_store(&loop->is_woken, false);
}

static void look_for_late(struct loop *loop)
{
    int64_t now = clock_ms();
    if (now - loop->looked_at < LOOK_EVERY_MS && !loop->ends_waits)
        return;
    loop->looked_at = now;
    for (struct task *t = loop->waiting, *next; t; t = next) {
        next = t->next;
        if (t->deadline <= now)
            go_on(t, true);
    }
}

static void handle(struct loop *loop, const struct epoll_event *event)
{
    int fd = (int)(event->data.u64 & UINT32_MAX);
    struct row *row = &loop->rows[fd];
    if (row->serial != event->data.u64 >> 32)
        return;
    if (fd == loop->wake_fd)
        hear(loop);
    else if (row->ready)
        row->ready(row->cls);
    else if (row->waiting)
        go_on(row->waiting, false);
    else
        strike(loop, fd, row);
}

static int patience(const struct loop *loop, int milliseconds)
{
    if (loop->own_mail)
        return 0;
    return loop->waiting && milliseconds > LOOK_EVERY_MS ? LOOK_EVERY_MS : milliseconds;
}

void loop_turn(struct loop *loop, int milliseconds)
{
    struct epoll_event events[BATCH];
    int count = epoll_wait(loop->epoll_fd, events, BATCH, patience(loop, milliseconds));
    for (int i = 0; i < count; i++)
        handle(loop, &events[i]);
    read_mail(loop);
    look_for_late(loop);
}

void loop_end_waits(struct loop *loop)
{
    loop->ends_waits = true;
    for (struct task *t = loop->waiting; t; t = t->next)
        if (t->deadline != NO_DEADLINE) /* waiter_settle() waits on */
            t->deadline = 0;
}
