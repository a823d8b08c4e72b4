/* idempotency: see idempotency.h. Keys belong to their caller and live for 24 hours. */
#include "request/idempotency.h"

#include "base/arena.h"
#include "base/buf.h"
#include "http/reply.h"
#include "http/router.h"
#include "rest/session.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 255, SHOWN_MAX = 256 * 1024 }; /* bytes of ids: enough for 500 awards and more */

/* The columns of idempotency_claim(). */
enum { OUTCOME, STATUS, LOCATION, ETAG, BODY };

static bool is_key(const char *text)
{
    size_t length = strlen(text);
    for (const char *c = text; *c; c++)
        if (*c <= ' ' || *c > '~')
            return false;
    return length >= 1 && length <= KEY_MAX;
}

/*
 * Defines "the same request": method, path, query and body. The digest is keyed with the service's secret, because some bodies
 * have few values (a secret ballot has three) and could be guessed from a plain digest.
 */
static const char *digest_of(struct req *r)
{
    unsigned char digest[MAC_BYTES];
    char *hex = arena_alloc(r->ctx.arena, MAC_HEX);
    const char *method = r->method == HTTP_POST ? "" : http_method_name(r->method); /* a path begins with a slash, so this is unambiguous */
    const char *line = arena_printf(r->ctx.arena, "%s%s", method, r->target);
    size_t head = strlen(line) + 1;
    char *text = arena_alloc(r->ctx.arena, head + r->body_length);
    memcpy(text, line, head);
    memcpy(text + head, r->body, r->body_length);
    mac(r->session->secret, "idempotency", text, head + r->body_length, digest);
    mac_hex(digest, hex);
    return hex;
}

static bool replay(struct req *r, const struct rows *rows)
{
    const char *names[] = {"Location", "ETag"};
    for (int i = 0; i < 2; i++)
        if (rows_text(rows, 0, LOCATION + i))
            reply_header(r, names[i], rows_text(rows, 0, LOCATION + i));
    reply_header(r, "Idempotency-Replayed", "true");
    return reply_json(r, (int)rows_int(rows, 0, STATUS), rows_text(rows, 0, BODY), rows_length(rows, 0, BODY));
}

static const char *replied(const struct req *r, const char *name)
{
    for (size_t i = 0; i < r->reply.header_count; i++)
        if (strcmp(r->reply.headers[i].name, name) == 0)
            return r->reply.headers[i].value;
    return NULL;
}

static bool run_and_store(struct req *r, const char *key)
{
    struct tx *tx = r->session->tx;
    struct buf *shown = r->session->shown = buf_new(r->ctx.arena, SHOWN_MAX);
    if (!r->route->handle(r))
        return false; /* the transaction rolls back with the arena, and the key is free again */
    if (shown->overflow)
        return fault(&r->ctx, PROBLEM_INTERNAL, "an answer shows more rows than %zu bytes name", shown->ceiling);
    const char *params[] = {key, arena_printf(r->ctx.arena, "%d", r->reply.status), replied(r, "Location"),
                            replied(r, "ETag"), r->reply.body, arena_printf(r->ctx.arena, "{%s}", shown->text)};
    static const char sql[] = "select idempotency_store($1, $2, $3, $4, $5, $6)";
    return tx_query(tx, sql, 6, params) && tx_commit(tx);
}

static bool refuse_running(struct req *r)
{
    fail(&r->ctx, PROBLEM_KEY_RUNNING);
    r->ctx.problem.retry_after = 1;
    return false;
}

/*
 * Opens the transaction that holds the key, the write and the answer. If an answer is kept, replies with it, or sets 404 when it
 * shows rows that the caller may no longer see.
 */
static bool claim(struct req *r, const char *key)
{
    struct session *s = r->session;
    const char *params[] = {key, digest_of(r)};
    static const char sql[] = "select state, status, location, etag, body from idempotency_claim($1, $2)";
    s->tx = tx_begin(&s->db);
    struct rows *rows = s->tx ? tx_query(s->tx, sql, 2, params) : NULL;
    if (!rows)
        return false;
    const char *outcome = rows_text(rows, 0, OUTCOME);
    if (strcmp(outcome, "replay") == 0)
        return replay(r, rows);
    if (strcmp(outcome, "unseen") == 0)
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    if (strcmp(outcome, "mismatch") == 0)
        return fail(&r->ctx, PROBLEM_KEY_REUSED);
    if (strcmp(outcome, "running") == 0)
        return refuse_running(r);
    return true;
}

static const char *key_of(const struct req *r)
{
    return r->method == HTTP_GET || r->method == HTTP_HEAD ? NULL : req_header(r, "Idempotency-Key");
}

bool claim_act(struct req *r)
{
    const char *key = key_of(r);
    return !key || !r->route->needs_if_match || !is_key(key) || claim(r, key);
}

bool idempotency_keep_nothing(struct req *r)
{
    const char *params[] = {key_of(r)};
    static const char sql[] = "delete from idempotency_key where subject = caller_subject() and key = $1";
    return !params[0] || session_query(r, sql, 1, params);
}

bool handle_once(struct req *r)
{
    const char *key = key_of(r);
    if (!key)
        return r->route->handle(r);
    if (!is_key(key))
        return fail_field(&r->ctx, AT_HEADER, "Idempotency-Key", FIELD_ERROR_FORMAT,
                          said(&r->ctx, "1–255 ký tự ASCII in được", "1–255 printable ASCII characters"));
    if (!r->session->tx && !claim(r, key))
        return false;
    return r->reply.status || run_and_store(r, key);
}
