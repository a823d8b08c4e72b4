/*
 * shorts: see shorts.h. Each loop has a gathering: a queue of waiting riders (reads), and the number of leaders at work. A leader
 * takes a connection, sends its own read and those of up to SHORTS_TOGETHER - 1 waiting riders, and wakes each when its answer comes.
 * Others gather in the meantime; when the leader is done, the first of them leads. Only its loop's thread touches a gathering.
 */
#include "pg/shorts.h"

#include "base/arena.h"
#include "base/ctx.h"
#include "base/deadline.h"
#include "base/wait.h"
#include "pg/batch.h"
#include "pg/connection.h"
#include "pg/pool_lending.h"
#include "pg/shorts_private.h"
#include "pg/sqlstate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { LOOPS = 64 };

enum seat { SEAT_WAITS, SEAT_LEADS, SEAT_SENT, SEAT_TOLD };

struct rider {
    struct exchanged exchanged; /* first, because told() gets its address */
    struct waiter waiter;
    struct rider *next;
    enum seat seat;
    bool must_be_alone; /* it was not sent: no connection, or no seat in time */
    bool is_leader;
};

struct gathering {
    struct loop *loop;
    struct rider *first, *last;
    int leaders;
};

struct shorts {
    struct pool *pool;
    int connections;          /* for each loop */
    atomic_llong rests_until; /* milliseconds */
    pthread_mutex_t lock;     /* of the table of gatherings */
    struct gathering gatherings[LOOPS];
};

struct shorts *shorts_new(struct pool *pool, int connections)
{
    struct shorts *shorts = calloc(1, sizeof *shorts);
    if (!shorts)
        abort();
    shorts->pool = pool;
    shorts->connections = connections;
    pthread_mutex_init(&shorts->lock, NULL);
    return shorts;
}

void shorts_free(struct shorts *shorts)
{
    if (!shorts)
        return;
    pthread_mutex_destroy(&shorts->lock);
    free(shorts);
}

/* NULL: not in a task, or there is no room for this loop. */
static struct gathering *gathering_here(struct shorts *shorts)
{
    struct loop *here = loop_current();
    struct gathering *g = shorts->gatherings, *end = g + LOOPS;
    if (!here)
        return NULL;
    pthread_mutex_lock(&shorts->lock);
    while (g < end && g->loop && g->loop != here)
        g++;
    if (g < end)
        g->loop = here;
    pthread_mutex_unlock(&shorts->lock);
    return g < end ? g : NULL;
}

static void enlist(struct gathering *g, struct rider *rider)
{
    rider->next = NULL;
    *(g->first ? &g->last->next : &g->first) = rider;
    g->last = rider;
}

static struct rider *take_first(struct gathering *g)
{
    struct rider *first = g->first;
    if (first)
        g->first = first->next;
    return first;
}

static void strike(struct gathering *g, const struct rider *left)
{
    struct rider *before = NULL, *r = g->first;
    while (r && r != left) {
        before = r;
        r = r->next;
    }
    if (!r)
        return;
    *(before ? &before->next : &g->first) = r->next;
    if (g->last == r)
        g->last = before;
}

static void wake(struct rider *rider, enum seat seat)
{
    rider->seat = seat;
    if (!rider->is_leader)
        waiter_wake(&rider->waiter);
}

static void told(struct exchanged *one)
{
    wake((struct rider *)one, SEAT_TOLD);
}

/* True: the answer is final. Otherwise the read delayed others or failed because of them, and is asked again alone. */
static bool is_answered(const struct exchanged *one)
{
    const char *sqlstate = result_field(one->result, PG_DIAG_SQLSTATE);
    if (one->end == EXCHANGE_DONE)
        return true;
    if (one->end != EXCHANGE_REFUSED || sqlstate_is_stale_plan(sqlstate))
        return false;
    static const char *const passing[] = {"55P03", "57014", "40P01", "40001", "26000"}; /* locks, time, an unknown statement */
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
        if (strcmp(sqlstate, passing[i]) == 0)
            return false;
    return true;
}

static size_t board(struct gathering *g, struct rider *leader, struct exchanged *each[static SHORTS_TOGETHER])
{
    size_t count = 0;
    each[count++] = &leader->exchanged;
    for (struct rider *r; count < SHORTS_TOGETHER && (r = take_first(g)); count++) {
        r->seat = SEAT_SENT;
        each[count] = &r->exchanged;
    }
    return count;
}

static void leave_all(struct exchanged *const *each, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ((struct rider *)each[i])->must_be_alone = true;
        told(each[i]);
    }
}

static void lead(struct shorts *shorts, struct gathering *g, struct rider *leader, struct ctx *ctx)
{
    struct exchanged *each[SHORTS_TOGETHER];
    struct connection *c = pool_acquire(shorts->pool, ctx);
    leader->is_leader = true;
    size_t count = board(g, leader, each);
    if (c)
        exchange_many(c, each, count, deadline_in(SHORT_MS), told);
    else
        leave_all(each, count);
    pool_release(shorts->pool, c);
    struct rider *next = take_first(g);
    if (next)
        wake(next, SEAT_LEADS);
    else
        g->leaders--;
}

/* False: the deadline passed before the read was sent. A read that was sent ends within SHORT_MS, and must be waited for. */
static bool wait_for_seat(struct gathering *g, struct rider *rider)
{
    if (waiter_wait(&rider->waiter, deadline_in(SHORT_MS)))
        return true;
    if (rider->seat == SEAT_WAITS) {
        strike(g, rider);
        return false;
    }
    waiter_settle(&rider->waiter);
    return true;
}

static void ride(struct shorts *shorts, struct gathering *g, struct rider *rider, struct ctx *ctx)
{
    if (g->leaders < shorts->connections) {
        g->leaders++;
        lead(shorts, g, rider, ctx);
        return;
    }
    waiter_init(&rider->waiter);
    enlist(g, rider);
    if (!wait_for_seat(g, rider))
        rider->must_be_alone = true;
    else if (rider->seat == SEAT_LEADS)
        lead(shorts, g, rider, ctx);
}

bool shorts_ask(struct db *db, const struct step *statement, enum exchange_end *end, PGresult **result)
{
    struct shorts *shorts = db->shorts;
    struct gathering *g = gathering_here(shorts);
    if (!g || clock_ms() < atomic_load(&shorts->rests_until))
        return false;
    struct ctx apart;
    struct batch batch;
    struct db hasty = *db;
    ctx_init(&apart, db->ctx->arena);
    db_set(&hasty, "lock_timeout", arena_printf(db->ctx->arena, "%dms", SHORT_LOCK_MS));
    batch_fill(&batch, &hasty, false, statement);
    struct rider rider = {.exchanged = {.steps = batch.steps, .count = batch.count}};
    ride(shorts, g, &rider, &apart);
    if (!rider.must_be_alone && is_answered(&rider.exchanged)) {
        *end = rider.exchanged.end;
        *result = rider.exchanged.result;
        return true;
    }
    if (!rider.must_be_alone)
        atomic_store(&shorts->rests_until, clock_ms() + SHORT_REST_MS);
    PQclear(rider.exchanged.result);
    return false;
}
