/* move: see move.h. */
#include "individuals/move.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "individuals/citizen_id.h"
#include "request/idempotency.h"
#include "resources/resources.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "rest/values.h"

#include <string.h>

enum { SQL_MAX = 16 * 1024 };

static const struct field fields[] = {
    FIELD_REF("individual_id", 0),
    FIELD_STORED("citizen_id", 9, 12, 0, NULL, citizen_id_store),
    FIELD_REF("to_collective_id", REQUIRED),
    FIELD_DATE("moved_on", REQUIRED),
    FIELD_TEXT("position", 1, 200, 0),
    FIELD_ENUM("position_group", position_groups, 0),
    FIELD_KEY("code", 1, 32, 0),
    FIELD_KEY("decision_number", 1, 60, 0),
    FIELD_TEXT("reason", 1, 2000, 0),
    FIELD_END,
};

static const struct resource entered = {.name = "individual-moves", .table = "individual_move", .fields = fields};

static bool refuse(struct req *r)
{
    return crud_refused(r, &entered, "");
}

/* The same answer as for an individual_id that nobody has. */
static bool refuse_nobody(struct req *r)
{
    return fail_field_as(&r->ctx, PROBLEM_CONFLICT, AT_POINTER, "/citizen_id", FIELD_ERROR_REFERENCE, NULL);
}

/* The ids of the records with this number, as an array literal; "{}": none. NULL: refused, nothing is to be kept. */
static const char *look_up(struct req *r, const struct values *v)
{
    const char *params[] = {values_get(v, "citizen_id_hash"), values_get(v, "to_collective_id")};
    struct rows *rows = session_query(r, "select find_people_to_move($1::bytea, $2::uuid)", 2, params);
    if (!rows)
        refuse(r);
    return rows ? rows_text(rows, 0, 0) : NULL;
}

static bool request(struct req *r, const char *id, const char *people, bool is_by_citizen_id, const struct values *v)
{
    static const char sql[] =
        "select request_move($1::uuid, $2::uuid[], $3::boolean, $4::uuid, $5::date, $6, $7, $8, $9, $10)";
    const char *params[] = {
        id, people, is_by_citizen_id ? "true" : "false", values_get(v, "to_collective_id"), values_get(v, "moved_on"),
        values_get(v, "position"), values_get(v, "position_group"), values_get(v, "code"), values_get(v, "decision_number"),
        values_get(v, "reason"),
    };
    return session_query(r, sql, 10, params) || refuse(r);
}

static bool reply_made(struct req *r, const char *id)
{
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    sql_read(sql, &individual_move);
    struct rows *rows = session_query(r, sql->text, 1, &id);
    if (!rows)
        return false;
    if (rows_count(rows) == 0)
        return fault(&r->ctx, PROBLEM_INTERNAL, "a move just requested is not visible to its maker");
    return crud_reply_row(r, 201, &individual_move, rows);
}

/* What is refused after the mark is undone to it. The use of the number stays recorded in every case. */
static bool request_by_citizen_id(struct req *r, const char *id, const struct values *v)
{
    const char *people = look_up(r, v);
    if (!people || !tx_mark(r->session->tx))
        return false;
    bool is_found = strcmp(people, "{}") != 0;
    if (is_found && request(r, id, people, true, v))
        return true;
    return (is_found || !refuse_nobody(r)) && idempotency_keep_nothing(r) && tx_commit(r->session->tx) && false;
}

static bool request_by(struct req *r, const char *id, const struct values *v)
{
    if (values_get(v, "citizen_id_hash"))
        return request_by_citizen_id(r, id, v);
    return request(r, id, arena_printf(r->ctx.arena, "{%s}", values_get(v, "individual_id")), false, v);
}

static bool names_one(struct req *r, const struct values *v)
{
    bool has_id = values_get(v, "individual_id"), has_number = values_get(v, "citizen_id_hash");
    return has_id != has_number || fail_field(&r->ctx, AT_POINTER, "/individual_id", FIELD_ERROR_RULE,
                                              said(&r->ctx, "Nêu người cần chuyển bằng mã bản ghi hoặc số định danh cá nhân, không cả hai",
                                                   "Name the person by the id of the record or by the citizen id, not by both"));
}

bool move_create(struct req *r)
{
    struct values v = {0};
    char id[UUID_TEXT];
    if (!decode_object(r, fields, DECODE_CREATE, r->json, "", &v) || !names_one(r, &v))
        return false;
    uuid_new(id);
    return session_begin(r) && request_by(r, id, &v) && reply_made(r, id) && session_commit(r);
}

static const struct field no_fields[] = {FIELD_END};
static const struct field reason_fields[] = {FIELD_TEXT("reason", 1, 2000, REQUIRED), FIELD_END};

#define ANSWER(function, parameters) \
    .of = &individual_move, .sql = "select " function "($1::uuid, $2::bigint" parameters ")", .takes_version = true

const struct act move_release = {
    ANSWER("release_move", ""), .enter = "select enter_move_answer($1::uuid)", .fields = no_fields};
const struct act move_refusal = {
    ANSWER("refuse_move", ", $3"), .enter = "select enter_move_answer($1::uuid)", .fields = reason_fields};
const struct act move_withdrawal = {
    ANSWER("withdraw_move", ""), .enter = "select enter_move_withdrawal($1::uuid)", .fields = no_fields};

/* A former unit does not see the person, but its own rows of the history; everybody has at least one row. */
bool positions_find(struct req *r)
{
    static const char sql[] = "select from individual_position where individual_id = $1 limit 1";
    if (!is_uuid(r->captures[0]))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    struct rows *rows = session_query(r, sql, 1, r->captures);
    if (!rows)
        return false;
    return rows_count(rows) || fail(&r->ctx, PROBLEM_NOT_FOUND);
}
