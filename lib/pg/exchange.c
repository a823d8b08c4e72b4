/*
 * exchange: one pipelined round trip. See exchange.h.
 *
 * libpq answers every command with its results and then NULL, and the Sync with one result of its own. The commands sent
 * are noted, so that the answers show which statements the server has really prepared.
 */
#include "pg/exchange.h"

#include "pg/connection.h"
#include "pg/shorts.h"
#include "pg/sqlstate.h"
#include "pg/statement_cache.h"

#include <stdio.h>
#include <string.h>

enum command_kind { COMMAND_DEALLOCATE, COMMAND_PREPARE, COMMAND_EXECUTE };

struct command {
    enum command_kind kind;
    struct statement *statement; /* of COMMAND_PREPARE */
    bool done;
};

struct sent {
    struct connection *connection;
    struct command commands[1 + 3 * EXCHANGE_STEPS];
    size_t count, answered;
    bool commits;
    PGresult *last, *error;
};

static void note(struct sent *sent, enum command_kind kind, struct statement *statement)
{
    sent->commands[sent->count++] = (struct command){.kind = kind, .statement = statement};
}

static bool send_deallocate(struct sent *sent, const char *name)
{
    char sql[STATEMENT_NAME + 16];
    snprintf(sql, sizeof sql, "deallocate %s", name);
    note(sent, COMMAND_DEALLOCATE, NULL);
    return PQsendQueryParams(sent->connection->pg, sql, 0, NULL, NULL, NULL, NULL, 0);
}

static bool send_forget(struct sent *sent)
{
    if (!sent->connection->forget)
        return true;
    statement_cache_clear(sent->connection->statements);
    return send_deallocate(sent, "all");
}

static struct statement *send_prepare(struct sent *sent, const char *sql)
{
    struct connection *c = sent->connection;
    char evicted[STATEMENT_NAME];
    if (statement_cache_evict(c->statements, evicted) && !send_deallocate(sent, evicted))
        return NULL;
    struct statement *added = statement_cache_add(c->statements, sql);
    note(sent, COMMAND_PREPARE, added);
    return PQsendPrepare(c->pg, added->name, sql, 0, NULL) ? added : NULL;
}

static bool send_step(struct sent *sent, const struct step *step)
{
    struct connection *c = sent->connection;
    struct statement *s = statement_cache_find(c->statements, step->sql);
    if (!s)
        s = send_prepare(sent, step->sql);
    if (!s)
        return false;
    note(sent, COMMAND_EXECUTE, NULL);
    c->exchanged++;
    return PQsendQueryPrepared(c->pg, s->name, step->count, step->params, NULL, NULL, 0);
}

static bool send_all(struct sent *sent, const struct step *steps, size_t count)
{
    if (!send_forget(sent))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!send_step(sent, &steps[i]))
            return false;
    return PQpipelineSync(sent->connection->pg);
}

static void keep(PGresult **kept, PGresult *result)
{
    PQclear(*kept);
    *kept = result;
}

/* False: the connection is of no use, as libpq would return the same COPY result for ever. */
static bool take_answer(struct sent *sent, PGresult *result)
{
    switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY:
        if (sent->answered < sent->count)
            sent->commands[sent->answered].done = true;
        keep(&sent->last, result);
        return true;
    case PGRES_PIPELINE_ABORTED:
        PQclear(result);
        return true;
    case PGRES_FATAL_ERROR: /* a pipeline has one error; when the connection dies, libpq may add another, without a code */
        if (sent->error)
            PQclear(result);
        else
            sent->error = result;
        return true;
    default:
        PQclear(result);
        return false;
    }
}

static bool is_over(const PGresult *result)
{
    return result && PQresultStatus(result) == PGRES_PIPELINE_SYNC;
}

/* Takes an answer to the current command, or the NULL that ends its answers. The Sync may be answered too: a commit that fails. */
static bool take(struct sent *sent, PGresult *result)
{
    if (!result)
        return ++sent->answered <= sent->count + 1;
    return take_answer(sent, result);
}

static enum arrival receive_all(struct sent *sent, int64_t deadline)
{
    for (;;) {
        PGresult *result = NULL;
        enum arrival arrival = connection_next(sent->connection, deadline, &result);
        if (arrival != ARRIVED)
            return arrival;
        if (is_over(result)) {
            PQclear(result);
            return ARRIVED;
        }
        if (!take(sent, result))
            return LOST;
    }
}

/* Forgets statements that the server did not confirm. An unconfirmed deallocation, whose name may be left, spoils the connection. */
static void settle(struct sent *sent)
{
    struct connection *c = sent->connection;
    for (size_t i = 0; i < sent->count; i++) {
        struct command *command = &sent->commands[i];
        if (command->kind == COMMAND_DEALLOCATE && !command->done)
            c->spoiled = true;
        if (command->kind == COMMAND_PREPARE && !command->done)
            statement_cache_forget(c->statements, command->statement);
    }
    c->forget = false;
}

/*
 * True: the last step may have taken effect. It has been answered (outside a transaction it commits after that), or it is a commit,
 * which may be done although its answer is an error.
 */
static bool ran_last(const struct sent *sent)
{
    return sent->count == 0 || sent->commands[sent->count - 1].done || sent->commits;
}

static enum exchange_end conclude(struct sent *sent, enum arrival arrival)
{
    struct connection *c = sent->connection;
    const char *sqlstate = result_field(sent->error, PG_DIAG_SQLSTATE);
    if (arrival == LATE)
        return EXCHANGE_LATE;
    if (sqlstate_ends_connection(sqlstate) && !ran_last(sent))
        return EXCHANGE_ENDED;
    if (arrival == LOST || PQstatus(c->pg) != CONNECTION_OK || sqlstate_ends_connection(sqlstate))
        return EXCHANGE_LOST;
    return sent->error ? EXCHANGE_REFUSED : EXCHANGE_DONE;
}

static void prepare_to_send(struct sent *sent, struct connection *c, const struct step *steps, size_t count)
{
    *sent = (struct sent){.connection = c, .commits = strcmp(steps[count - 1].sql, "commit") == 0};
}

static enum exchange_end receive(struct sent *sent, bool is_sent, int64_t deadline, PGresult **result)
{
    struct connection *c = sent->connection;
    enum arrival arrival = is_sent && !c->spoiled ? receive_all(sent, deadline) : LOST;
    settle(sent);
    enum exchange_end end = conclude(sent, arrival);
    c->spoiled = c->spoiled || end > EXCHANGE_REFUSED;
    *result = sent->error ? sent->error : sent->last;
    PQclear(sent->error ? sent->last : NULL);
    return end;
}

enum exchange_end exchange(struct connection *c, const struct step *steps, size_t count, int64_t deadline,
                           PGresult **result)
{
    struct sent sent;
    prepare_to_send(&sent, c, steps, count);
    return receive(&sent, send_all(&sent, steps, count), deadline, result);
}

void exchange_many(struct connection *c, struct exchanged *const *each, size_t count, int64_t deadline,
                   void (*told)(struct exchanged *one))
{
    struct sent sent[SHORTS_TOGETHER];
    bool is_sent = true, is_stale = false;
    for (size_t i = 0; i < count; i++) {
        prepare_to_send(&sent[i], c, each[i]->steps, each[i]->count);
        is_sent = is_sent && send_all(&sent[i], each[i]->steps, each[i]->count);
    }
    for (size_t i = 0; i < count; i++) {
        each[i]->end = receive(&sent[i], is_sent, deadline, &each[i]->result);
        is_stale = is_stale || sqlstate_is_stale_plan(result_field(each[i]->result, PG_DIAG_SQLSTATE));
        told(each[i]);
    }
    c->forget = is_stale;
}
