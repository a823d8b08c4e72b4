/*
 * status: see status.h. A code is read out over the phone or pasted. Therefore blanks and dashes of any kind between its characters,
 * wide letters and lower case are allowed, and the check character finds a slip before anything is looked up. An award has the code
 * of its nomination. Once there is an award, the answer is about the award and still has the states of the nomination.
 */
#include "awards/status.h"

#include "app.h"
#include "base/buf.h"
#include "http/negotiate.h"
#include "http/reply.h"
#include "request/kept_status.h"
#include "rest/crud.h"
#include "rest/session.h"
#include "rest/text.h"

#include <ctype.h>
#include <string.h>

enum { CODE_LENGTH = 9 };

static const char alphabet[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"; /* 31 characters, a prime number, so that each slip is found */

static bool read_code(struct req *r, char code[static CODE_LENGTH + 1])
{
    const char *given = r->captures[0], *refused;
    const char *text = text_clean(r->ctx.arena, TEXT_KEY, given, strlen(given), &refused);
    size_t length = 0;
    for (; text && *text; text++) {
        char c = (char)toupper((unsigned char)*text);
        if (c == '-' || c == ' ')
            continue;
        if (!strchr(alphabet, c) || length == CODE_LENGTH)
            return false;
        code[length++] = c;
    }
    code[length] = '\0';
    return length == CODE_LENGTH;
}

/* The same check as award_code_check() of the database: the sum of place × digit, modulo 31. */
static bool has_right_check(const char *code)
{
    long sum = 0;
    for (int i = 0; i < CODE_LENGTH - 1; i++)
        sum += (i + 1) * (strchr(alphabet, code[i]) - alphabet);
    return alphabet[sum % 31] == code[CODE_LENGTH - 1];
}

/*
 * The states of the nomination and the day of an annulment are looked up only if there is one. All versions only grow, so their sum
 * changes whenever one of them does.
 */
static const char award_sql[] =
    "select t.version + c.version + coalesce(\n"
    "        case when t.nomination_id is not null then (select r.version from nomination_status(t.code) as r) end, 0),\n"
    "    t.code, t.state, c.code, c.name_vi, c.name_en, t.subject_kind, t.decision_number, t.signed_on,\n"
    "    case when t.nomination_id is not null then (select r.states from nomination_status(t.code) as r) end,\n"
    "    case when t.state = 'annulled' then annulled_on(t.id) end, t.corrected_on\n"
    "from award_by_code($1) as t\n"
    "join award_class as c on c.id = t.award_class_id";

static const char nomination_sql[] =
    "select t.version + c.version, $1, t.state, c.code, c.name_vi, c.name_en, t.subject_kind, t.decision_number, t.signed_on,\n"
    "    t.states, null, null\n"
    "from nomination_status($1) as t\n"
    "join award_class as c on c.id = t.award_class_id";

enum { VERSION, CODE, STATE, AWARD, NAME_VI, NAME_EN, KIND, NUMBER, SIGNED_ON, STATES, ANNULLED_ON, CORRECTED_ON };

static void add_member(struct buf *out, const char *name, const char *text)
{
    buf_addf(out, ",\"%s\":", name);
    if (text)
        buf_adds_json(out, text);
    else
        buf_adds(out, "null");
}

static void add_states(struct buf *out, const struct rows *rows)
{
    if (rows_text(rows, 0, STATES)) {
        buf_adds(out, rows_text(rows, 0, STATES));
        return;
    }
    buf_addf(out, "[{\"state\":\"decided\",\"on\":\"%s\"}", rows_text(rows, 0, SIGNED_ON));
    if (rows_text(rows, 0, ANNULLED_ON))
        buf_addf(out, ",{\"state\":\"annulled\",\"on\":\"%s\"}", rows_text(rows, 0, ANNULLED_ON));
    buf_addc(out, ']');
}

static const char *status_text(struct req *r, const char *kind, const struct rows *rows, size_t *length)
{
    struct buf out;
    buf_init(&out, r->ctx.arena, 64 * 1024);
    buf_addf(&out, "{\"code\":\"%s\",\"kind\":\"%s\"", rows_text(rows, 0, CODE), kind);
    add_member(&out, "state", rows_text(rows, 0, STATE));
    add_member(&out, "award_class_code", rows_text(rows, 0, AWARD));
    add_member(&out, "award_name_vi", rows_text(rows, 0, NAME_VI));
    add_member(&out, "award_name_en", rows_text(rows, 0, NAME_EN));
    add_member(&out, "subject_kind", rows_text(rows, 0, KIND));
    add_member(&out, "decision_number", rows_text(rows, 0, NUMBER));
    add_member(&out, "signed_on", rows_text(rows, 0, SIGNED_ON));
    add_member(&out, "corrected_on", rows_text(rows, 0, CORRECTED_ON));
    buf_adds(&out, ",\"states\":");
    add_states(&out, rows);
    buf_addc(&out, '}');
    *length = out.length;
    return out.overflow ? NULL : out.text;
}

static bool reply_unless_known(struct req *r, const struct kept_status *answer)
{
    reply_header(r, "Cache-Control", "private, no-cache");
    reply_header(r, "ETag", answer->etag);
    if (if_none_match(req_header(r, "If-None-Match"), answer->etag) == TAG_MATCH)
        return reply_empty(r, 304);
    return reply_json(r, 200, answer->text, answer->length);
}

/* The answer is made in full even for a 304, because it is kept for others with the same rights. */
static bool reply_status(struct req *r, const char *code, const char *kind, const struct rows *rows)
{
    const struct app *app = r->app;
    struct kept_status answer = {.etag = crud_etag(r, rows_int(rows, 0, VERSION))};
    answer.text = status_text(r, kind, rows, &answer.length);
    if (!answer.text)
        return fault(&r->ctx, PROBLEM_INTERNAL, "a status is larger than 64 KiB");
    kept_status_put(app->statuses, &r->session->db, code, r->session->kept_moment, &answer);
    return reply_unless_known(r, &answer);
}

void award_status_find_kept(struct req *r)
{
    const struct app *app = r->app;
    struct session *s = r->session;
    char code[CODE_LENGTH + 1];
    if (read_code(r, code) && has_right_check(code))
        s->kept = kept_status_find(app->statuses, r->ctx.arena, &s->db, code, &s->kept_moment);
}

bool award_status_read(struct req *r)
{
    char code[CODE_LENGTH + 1];
    const char *params[] = {code};
    if (!read_code(r, code))
        return fail_field(&r->ctx, AT_PARAMETER, "code", FIELD_ERROR_FORMAT, said(&r->ctx, "9 ký tự", "9 characters"));
    if (!has_right_check(code))
        return fail_field(&r->ctx, AT_PARAMETER, "code", FIELD_ERROR_CHECK_DIGIT, NULL);
    if (r->session->kept)
        return reply_unless_known(r, r->session->kept);
    struct rows *rows = session_query(r, award_sql, 1, params);
    if (rows && rows_count(rows))
        return reply_status(r, code, "award", rows);
    rows = rows ? session_query(r, nomination_sql, 1, params) : NULL;
    if (!rows)
        return false;
    return rows_count(rows) ? reply_status(r, code, "nomination", rows) : fail(&r->ctx, PROBLEM_NOT_FOUND);
}
