/*
 * pool: lending connections. See pool.h and pool_lending.h.
 *
 * Idle connections are a stack: of those that the calling loop used, or else of all, the one used last is lent first, so
 * that its caches are warm and those not needed stay idle. The lock is never held while talking to the database. A caller
 * that finds none idle and room for one more connects by itself. While connecting fails, the circuit turns callers away;
 * if connections are in use they wait for one instead (the server may only be out of connections).
 */
#include "pg/pool.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/ctx.h"
#include "base/deadline.h"
#include "base/wait.h"
#include "pg/cancel.h"
#include "pg/circuit.h"
#include "pg/connection.h"
#include "pg/conninfo.h"
#include "pg/login.h"
#include "pg/pool_lending.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/random.h>

/* As long as the longest pause between attempts to connect. */
enum { RETRY_AFTER_S = 1 };

enum { HALT_MS = 2000 };

struct pool {
    struct arena *arena; /* holds conninfo's texts */
    struct pool_config config;
    struct conninfo conninfo;
    bool malformed;
    atomic_bool closed;

    pthread_mutex_t lock; /* guards what follows */
    struct waiting *first, *last; /* callers that wait for a connection, in the order in which they came */
    struct connection *idle, *lent;
    bool halted;
    int in_use, idle_count, connecting, waiting;
    unsigned first_host; /* which of several hosts is tried first */
    struct circuit circuit;
    struct pool_figures totals;
};

struct waiting {
    struct waiter waiter;
    struct waiting *previous, *next;
    bool is_listed;
};

/* What a caller may do next. */
enum turn { TURN_LENT, TURN_CONNECT, TURN_WAIT, TURN_AWAY, TURN_HALTED };

struct pool *pool_new(const struct pool_config *config)
{
    struct pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        abort();
    pool->arena = arena_new();
    pool->config = *config;
    pool->config.url = NULL; /* it holds the password; conninfo has what is needed */
    pool->malformed = !conninfo_parse(&pool->conninfo, pool->arena, config->url, config->statement_timeout_ms);
    atomic_init(&pool->closed, config->starts_closed);
    pthread_mutex_init(&pool->lock, NULL);
    return pool;
}

void pool_free(struct pool *pool)
{
    if (!pool)
        return;
    while (pool->idle) {
        struct connection *c = pool->idle;
        pool->idle = c->next;
        connection_close(c);
    }
    pthread_mutex_destroy(&pool->lock);
    arena_free(pool->arena);
    free(pool);
}

bool pool_is_named(const struct pool *pool)
{
    return !pool->malformed;
}

void pool_open(struct pool *pool)
{
    atomic_store(&pool->closed, false);
}

int64_t pool_statement_deadline(const struct pool *pool)
{
    return deadline_in(pool->config.statement_timeout_ms + 1000);
}

/* Under the lock. */
static struct connection *lend(struct pool *pool, struct connection *c)
{
    c->next = pool->lent;
    pool->lent = c;
    pool->in_use++;
    return c;
}

/* Under the lock. */
static void take_back(struct pool *pool, struct connection *c)
{
    struct connection **link = &pool->lent;
    while (*link != c)
        link = &(*link)->next;
    *link = c->next;
    pool->in_use--;
}

/* Under the lock. Prefers a connection that this loop watches already: waiting for it costs no system call. */
static struct connection *pop(struct pool *pool)
{
    struct loop *here = loop_current();
    struct connection **link = &pool->idle;
    while (*link && (*link)->loop != here)
        link = &(*link)->next;
    if (!*link)
        link = &pool->idle;
    struct connection *c = *link;
    *link = c->next;
    c->loop = here;
    pool->idle_count--;
    return c;
}

/* Under the lock. */
static enum turn next_turn(struct pool *pool, struct connection **lent)
{
    if (pool->halted)
        return TURN_HALTED;
    if (pool->idle) {
        *lent = lend(pool, pop(pool));
        return TURN_LENT;
    }
    if (pool->in_use + pool->connecting >= pool->config.size)
        return TURN_WAIT;
    if (circuit_allows(&pool->circuit, clock_ms())) {
        pool->connecting++;
        return TURN_CONNECT;
    }
    return pool->in_use > 0 ? TURN_WAIT : TURN_AWAY;
}

/* Under the lock. */
static void enlist(struct pool *pool, struct waiting *w)
{
    w->is_listed = true;
    w->previous = pool->last;
    *(pool->last ? &pool->last->next : &pool->first) = w;
    pool->last = w;
}

/* Under the lock. */
static void strike(struct pool *pool, struct waiting *w)
{
    *(w->previous ? &w->previous->next : &pool->first) = w->next;
    *(w->next ? &w->next->previous : &pool->last) = w->previous;
    w->is_listed = false;
}

/* Under the lock. */
static void wake_first(struct pool *pool)
{
    struct waiting *w = pool->first;
    strike(pool, w);
    waiter_wake(&w->waiter);
}

/* Under the lock. */
static void wake_all(struct pool *pool)
{
    while (pool->first)
        wake_first(pool);
}

/* Under the lock, which it gives up while it waits for the wake-up that is on its way. */
static bool settle(struct pool *pool, struct waiting *w)
{
    pthread_mutex_unlock(&pool->lock);
    waiter_settle(&w->waiter);
    pthread_mutex_lock(&pool->lock);
    return true;
}

/* Under the lock, which it gives up while waiting. False: the deadline has passed. */
static bool wait_for_change(struct pool *pool, int64_t deadline)
{
    struct waiting w = {.next = NULL};
    waiter_init(&w.waiter);
    enlist(pool, &w);
    pthread_mutex_unlock(&pool->lock);
    bool is_woken = waiter_wait(&w.waiter, deadline);
    pthread_mutex_lock(&pool->lock);
    if (w.is_listed)
        strike(pool, &w);
    else if (!is_woken)
        is_woken = settle(pool, &w);
    return is_woken;
}

/* Under the lock. Waits until there is a connection to take, room to make one, or no point in waiting. */
static enum turn wait_turn(struct pool *pool, struct connection **lent)
{
    int64_t deadline = deadline_in(pool->config.acquire_timeout_ms);
    enum turn turn = next_turn(pool, lent);
    if (turn != TURN_WAIT || pool->waiting >= pool->config.max_waiting)
        return turn;
    pool->waiting++;
    bool in_time = true;
    while (turn == TURN_WAIT && in_time) {
        in_time = wait_for_change(pool, deadline);
        turn = next_turn(pool, lent);
    }
    pool->waiting--;
    return turn;
}

struct attempt {
    struct pool *pool;
    struct ctx *ctx;
    unsigned first_host;
    struct connection *connection; /* NULL: ctx has the problem */
};

static void attempt_run(void *attempt)
{
    struct attempt *t = attempt;
    int64_t deadline = deadline_in(t->pool->config.connect_timeout_ms);
    struct conninfo rotated;
    conninfo_rotate(&rotated, t->ctx->arena, &t->pool->conninfo, t->first_host);
    t->connection = connection_open(t->ctx, &rotated, deadline);
}

/* Looking up names and connecting block a thread, so they run on another one. */
static struct connection *open_one(struct pool *pool, struct ctx *ctx, unsigned first_host)
{
    struct attempt attempt = {.pool = pool, .ctx = ctx, .first_host = first_host};
    offload(attempt_run, &attempt);
    return attempt.connection;
}

static unsigned dice(void)
{
    unsigned cast;
    return getrandom(&cast, sizeof cast, GRND_NONBLOCK) < 0 ? 0 : cast;
}

/* Under the lock. */
static void count_attempt(struct pool *pool, struct connection *c, unsigned first_host, int64_t started)
{
    pool->connecting--;
    if (c) {
        lend(pool, c);
        circuit_succeeded(&pool->circuit);
        return;
    }
    pool->first_host = first_host + 1;
    pool->totals.connect_failures++;
    circuit_failed(&pool->circuit, started, clock_ms(), dice());
}

static struct connection *connect_one(struct pool *pool, struct ctx *ctx)
{
    int64_t started = clock_ms();
    pthread_mutex_lock(&pool->lock);
    unsigned first_host = pool->first_host;
    pthread_mutex_unlock(&pool->lock);
    struct connection *c = open_one(pool, ctx, first_host);
    pthread_mutex_lock(&pool->lock);
    count_attempt(pool, c, first_host, started);
    if (!c)
        ctx->problem.retry_after = RETRY_AFTER_S;
    wake_all(pool);
    pthread_mutex_unlock(&pool->lock);
    return c;
}

/* Also counts the outcome. */
static enum turn take_turn(struct pool *pool, struct connection **lent)
{
    pthread_mutex_lock(&pool->lock);
    enum turn turn = wait_turn(pool, lent);
    pool->totals.timed_out += turn == TURN_WAIT;
    pool->totals.acquired += turn == TURN_LENT || turn == TURN_CONNECT;
    pthread_mutex_unlock(&pool->lock);
    return turn;
}

static bool is_fit_to_keep(const struct connection *c)
{
    return !c->spoiled && PQstatus(c->pg) == CONNECTION_OK && PQtransactionStatus(c->pg) == PQTRANS_IDLE;
}

/* Under the lock. A connection that came back serves one waiter; one that was closed makes room, so all waiters look again. */
static void announce(struct pool *pool, bool kept)
{
    if (!kept)
        wake_all(pool);
    else if (pool->first)
        wake_first(pool);
}

void pool_release(struct pool *pool, struct connection *c)
{
    if (!c)
        return;
    bool keep = is_fit_to_keep(c);
    pthread_mutex_lock(&pool->lock);
    pool->totals.statements += c->exchanged;
    c->exchanged = 0;
    take_back(pool, c);
    if (keep) {
        c->next = pool->idle;
        pool->idle = c;
        pool->idle_count++;
    }
    announce(pool, keep);
    pthread_mutex_unlock(&pool->lock);
    if (!keep)
        connection_close(c);
}

static void discard(struct pool *pool, struct connection *c)
{
    c->spoiled = true;
    pool_release(pool, c);
}

static struct connection *connect_checked(struct pool *pool, struct ctx *ctx)
{
    struct connection *c = connect_one(pool, ctx);
    if (!c || !pool->config.refuse_owner || login_is_fit(ctx, c, pool_statement_deadline(pool)))
        return c;
    discard(pool, c);
    return NULL;
}

static const char *const turn_reasons[] = {[TURN_WAIT] = "every database connection is busy",
                                           [TURN_AWAY] = "the database is away",
                                           [TURN_HALTED] = "the service is stopping"};

static struct connection *turn_away(struct ctx *ctx, const char *why)
{
    fault(ctx, PROBLEM_UNAVAILABLE, "%s", why);
    ctx->problem.retry_after = RETRY_AFTER_S;
    return NULL;
}

struct connection *pool_acquire(struct pool *pool, struct ctx *ctx)
{
    if (pool->malformed) {
        fault(ctx, PROBLEM_INTERNAL, "the database URL is malformed");
        return NULL;
    }
    if (atomic_load(&pool->closed))
        return turn_away(ctx, "the database has not been checked yet");
    struct connection *lent = NULL;
    enum turn turn = take_turn(pool, &lent);
    while (turn == TURN_LENT && !connection_is_quiet(lent)) {
        discard(pool, lent);
        turn = take_turn(pool, &lent);
    }
    if (turn == TURN_CONNECT)
        return connect_checked(pool, ctx);
    return turn == TURN_LENT ? lent : turn_away(ctx, turn_reasons[turn]);
}

/* Under the lock. The server's processes of the lent connections, as an array literal of PostgreSQL. */
static const char *lent_processes(const struct pool *pool, struct arena *a)
{
    struct buf list;
    buf_init(&list, a, 16 * 1024);
    for (const struct connection *c = pool->lent; c; c = c->next)
        buf_addf(&list, "%s%d", list.length ? "," : "{", PQbackendPID(c->pg));
    buf_adds(&list, "}");
    return list.text;
}

void pool_halt(struct pool *pool)
{
    struct arena *a = arena_new();
    pthread_mutex_lock(&pool->lock);
    pool->halted = true;
    const char *processes = pool->lent ? lent_processes(pool, a) : NULL;
    wake_all(pool);
    pthread_mutex_unlock(&pool->lock);
    if (processes)
        cancel_processes(&pool->conninfo, processes, HALT_MS);
    arena_free(a);
}

bool pool_check(struct pool *pool, struct ctx *ctx)
{
    struct connection *c = pool_acquire(pool, ctx);
    pool_release(pool, c);
    return c != NULL;
}

void pool_figures(struct pool *pool, struct pool_figures *out)
{
    pthread_mutex_lock(&pool->lock);
    *out = pool->totals;
    out->size = pool->config.size;
    out->in_use = pool->in_use;
    out->open = pool->in_use + pool->idle_count;
    out->waiting = pool->waiting;
    pthread_mutex_unlock(&pool->lock);
}
