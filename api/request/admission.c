/* admission: see admission.h. At most a few hundred places wait or work, so walking through a list is fast enough. */
#include "request/admission.h"

#include "base/arena.h"
#include "base/ctx.h"
#include "base/deadline.h"
#include "base/hash.h"
#include "base/wait.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    PATIENCE_MS = 500,
    MEASURE_MS = 500, /* how often the pace of a lane is measured */
    STILL_MS = 1000,
    ALWAYS_WAIT = 8,  /* this many may wait even if the lane is slow */
    RETRY_AFTER_S = 1,
    PULSE_MS = 1000,
    COUNTERS = 256, /* counters of waiting places per caller, chosen by hash */
};

enum place_state { PLACE_NEW, PLACE_WAITS, PLACE_WORKS, PLACE_REFUSED };

struct place {
    struct admission *admission;
    struct place *previous, *next; /* in the list of its state */
    struct waiter waiter;
    enum lane lane;
    uint64_t subject, kind; /* hashes; names with the same hash share one limit */
    enum place_state state;
};

struct list {
    struct place *first, *last;
};

struct lane_state {
    int limit, longest, working, waiting;
    int64_t left_at;       /* when a place was last given back, or nobody worked or waited */
    int64_t measured_from; /* start of the measurement: a place was given back then */
    int measured;          /* places given back since then, while others waited */
    double pace_ms;        /* time between two of them in the last measurement; 0: not known */
    unsigned long long refused;
    int64_t refused_at, full_since;
};

struct admission {
    pthread_mutex_t lock; /* guards the rest */
    int places, most, working, wait_ms;
    bool is_closed;
    struct list at_work, queue;
    struct lane_state lanes[LANES];
};

const char *lane_name(enum lane lane)
{
    static const char *const names[] = {
        [LANE_READ] = "read", [LANE_SEARCH] = "search", [LANE_WRITE] = "write", [LANE_REPORT] = "report"};
    return names[lane];
}

static int part(int whole, int of)
{
    return whole / of > 1 ? whole / of : 1;
}

struct admission *admission_new(int places, int waiting, int wait_ms)
{
    struct admission *a = calloc(1, sizeof *a);
    if (!a)
        abort();
    const int limits[] = {[LANE_READ] = places, [LANE_SEARCH] = part(places, 4), [LANE_WRITE] = part(places * 3, 4),
                          [LANE_REPORT] = part(places, 8)};
    const int longest[] = {[LANE_READ] = waiting, [LANE_SEARCH] = waiting / 4, [LANE_WRITE] = waiting / 4,
                           [LANE_REPORT] = waiting / 16};
    pthread_mutex_init(&a->lock, NULL);
    a->places = places;
    a->most = part(places * 3, 4);
    a->wait_ms = wait_ms;
    for (enum lane lane = LANE_READ; lane < LANES; lane++)
        a->lanes[lane] = (struct lane_state){.limit = limits[lane], .longest = longest[lane]};
    return a;
}

void admission_free(struct admission *a)
{
    if (!a)
        return;
    pthread_mutex_destroy(&a->lock);
    free(a);
}

static void append(struct list *list, struct place *p)
{
    p->next = NULL;
    p->previous = list->last;
    *(list->last ? &list->last->next : &list->first) = p;
    list->last = p;
}

static void take_out(struct list *list, struct place *p)
{
    *(p->previous ? &p->previous->next : &list->first) = p->next;
    *(p->next ? &p->next->previous : &list->last) = p->previous;
}

/* The static functions below are called under the lock, unless their comment says otherwise. */

static int held_by(const struct admission *a, uint64_t subject)
{
    int held = 0;
    for (const struct place *p = a->at_work.first; p; p = p->next)
        held += p->subject == subject;
    return held;
}

static int held_for(const struct admission *a, uint64_t kind)
{
    int held = 0;
    for (const struct place *p = a->at_work.first; p; p = p->next)
        held += p->kind == kind;
    return held;
}

static bool may_work(const struct admission *a, const struct place *p)
{
    const struct lane_state *lane = &a->lanes[p->lane];
    return a->working < a->places && lane->working < lane->limit && held_by(a, p->subject) < a->most &&
           held_for(a, p->kind) < a->most;
}

static void put_to_work(struct admission *a, struct place *p)
{
    struct lane_state *lane = &a->lanes[p->lane];
    p->state = PLACE_WORKS;
    append(&a->at_work, p);
    a->working++;
    if (lane->working++ == 0)
        lane->left_at = clock_ms();
}

static void leave_queue(struct admission *a, struct place *p)
{
    take_out(&a->queue, p);
    a->lanes[p->lane].waiting--;
}

static void refuse_place(struct admission *a, struct place *p)
{
    struct lane_state *lane = &a->lanes[p->lane];
    int64_t now = clock_ms();
    p->state = PLACE_REFUSED;
    if (lane->refused++ == 0 || now - lane->refused_at > PULSE_MS)
        lane->full_since = now;
    lane->refused_at = now;
}

/* Among the places that could begin now, the one whose caller holds the fewest places; if equal, the first. */
static struct place *choose(const struct admission *a)
{
    struct place *best = NULL;
    int fewest = 0;
    for (struct place *p = a->queue.first; p; p = p->next) {
        if (!may_work(a, p))
            continue;
        int held = held_by(a, p->subject);
        if (!best || held < fewest) {
            best = p;
            fewest = held;
        }
        if (fewest == 0)
            break;
    }
    return best;
}

static void fill_places(struct admission *a)
{
    for (struct place *p; a->working < a->places && (p = choose(a));) {
        leave_queue(a, p);
        put_to_work(a, p);
        waiter_wake(&p->waiter);
    }
}

/* Milliseconds between two places given back; 0: not known. The first `limit` do not count: after a start they may come at once. */
static double pace(const struct lane_state *lane, int64_t now)
{
    if (lane->measured <= lane->limit)
        return lane->pace_ms;
    return (double)(now - lane->measured_from) / lane->measured;
}

static bool is_full(const struct lane_state *lane)
{
    int64_t now = clock_ms();
    if (lane->waiting >= lane->longest)
        return true;
    if (lane->waiting < ALWAYS_WAIT)
        return false;
    return now - lane->left_at > STILL_MS || pace(lane, now) * (lane->waiting + 1) > PATIENCE_MS;
}

/* The last place in the queue of the caller who waits most often in this lane; NULL: nobody waits more often than the newcomer would. */
static struct place *greediest(const struct admission *a, const struct place *newcomer)
{
    int counts[COUNTERS] = {0}, most = 0;
    struct place *found = NULL;
    for (const struct place *p = a->queue.first; p; p = p->next)
        counts[p->subject % COUNTERS] += p->lane == newcomer->lane;
    most = counts[newcomer->subject % COUNTERS] + 1;
    for (struct place *p = a->queue.last; p; p = p->previous) {
        if (p->lane != newcomer->lane || counts[p->subject % COUNTERS] <= most)
            continue;
        most = counts[p->subject % COUNTERS];
        found = p;
    }
    return found;
}

/* When the queue is full, the caller who waits most often loses a place: early and greedy callers cannot keep the queue. */
static bool make_room(struct admission *a, const struct place *newcomer)
{
    struct place *out = greediest(a, newcomer);
    if (!out)
        return false;
    leave_queue(a, out);
    refuse_place(a, out);
    waiter_wake(&out->waiter);
    return true;
}

static void queue_up(struct admission *a, struct place *p)
{
    if (a->is_closed || (is_full(&a->lanes[p->lane]) && !make_room(a, p))) {
        refuse_place(a, p);
        return;
    }
    waiter_init(&p->waiter);
    p->state = PLACE_WAITS;
    append(&a->queue, p);
    if (a->lanes[p->lane].waiting++ == 0) /* nobody waited before: a standstill counts from now */
        a->lanes[p->lane].left_at = clock_ms();
}

/* Called without the lock. */
static void wait_in_queue(struct admission *a, struct place *p)
{
    bool is_woken = waiter_wait(&p->waiter, deadline_in(a->wait_ms));
    pthread_mutex_lock(&a->lock);
    bool is_settled = is_woken || p->state == PLACE_WAITS;
    if (p->state == PLACE_WAITS) {
        leave_queue(a, p);
        refuse_place(a, p);
    }
    pthread_mutex_unlock(&a->lock);
    if (!is_settled)
        waiter_settle(&p->waiter);
}

struct place *admission_enter(struct admission *a, struct ctx *ctx, enum lane lane, const char *subject, const char *kind)
{
    struct place *p = arena_zero(ctx->arena, sizeof *p);
    *p = (struct place){.admission = a,
                        .lane = lane,
                        .subject = hash_text(subject, strlen(subject)),
                        .kind = hash_text(kind, strlen(kind))};
    pthread_mutex_lock(&a->lock);
    if (!a->is_closed && may_work(a, p))
        put_to_work(a, p);
    else
        queue_up(a, p);
    bool waits = p->state == PLACE_WAITS;
    pthread_mutex_unlock(&a->lock);
    if (waits)
        wait_in_queue(a, p);
    if (p->state == PLACE_WORKS)
        return p;
    fault(ctx, PROBLEM_UNAVAILABLE, "every place in the %s lane is taken", lane_name(lane));
    ctx->problem.retry_after = RETRY_AFTER_S;
    return NULL;
}

/* Time in which nobody waited says nothing about the pace. */
static void measure(struct lane_state *lane)
{
    int64_t now = clock_ms();
    lane->left_at = now;
    if (lane->waiting == 0) {
        lane->measured = 0;
        lane->pace_ms = 0;
        return;
    }
    if (lane->measured++ == 0 && lane->pace_ms == 0) /* begin at the first: before it, connections may have been opened */
        lane->measured_from = now;
    if (now - lane->measured_from < MEASURE_MS)
        return;
    lane->pace_ms = (double)(now - lane->measured_from) / lane->measured;
    lane->measured_from = now;
    lane->measured = 0;
}

void admission_leave(struct place *p)
{
    if (!p)
        return;
    struct admission *a = p->admission;
    pthread_mutex_lock(&a->lock);
    take_out(&a->at_work, p);
    a->working--;
    a->lanes[p->lane].working--;
    measure(&a->lanes[p->lane]);
    fill_places(a);
    pthread_mutex_unlock(&a->lock);
}

void admission_close(struct admission *a)
{
    if (!a)
        return;
    pthread_mutex_lock(&a->lock);
    a->is_closed = true;
    for (struct place *p; (p = a->queue.first);) {
        leave_queue(a, p);
        refuse_place(a, p);
        waiter_wake(&p->waiter);
    }
    pthread_mutex_unlock(&a->lock);
}

static int seconds(int64_t milliseconds)
{
    return (int)(milliseconds / 1000);
}

void admission_figures(struct admission *a, enum lane which, struct admission_figures *out)
{
    int64_t now = clock_ms();
    pthread_mutex_lock(&a->lock);
    const struct lane_state *lane = &a->lanes[which];
    bool is_full_now = lane->refused && now - lane->refused_at <= PULSE_MS;
    *out = (struct admission_figures){.limit = lane->limit, .working = lane->working, .waiting = lane->waiting,
                                      .refused = lane->refused,
                                      .full_s = is_full_now ? seconds(now - lane->full_since) : 0,
                                      .stuck_s = lane->waiting ? seconds(now - lane->left_at) : 0};
    pthread_mutex_unlock(&a->lock);
}
