/* definitions: see definitions.h. */
#include "pg/definitions.h"

#include "pg/query.h"
#include "pg/script.h"

#include <string.h>

static const char table_sql[] = "create table if not exists schema_definition (\n"
                                "    name text not null,\n"
                                "    sha256 text not null,\n"
                                "    applied_at timestamptz not null,\n"
                                "    constraint schema_definition_pkey primary key (name, sha256)\n"
                                ");\n"
                                "grant select on schema_definition to public";

static const char applied_sql[] =
    "select distinct on (name) name, sha256 from schema_definition order by name, applied_at desc";

/* An earlier text that is applied again becomes the latest one. */
static const char record_sql[] = "insert into schema_definition (name, sha256, applied_at) values ($1, $2, clock_timestamp())"
                                 " on conflict (name, sha256) do update set applied_at = excluded.applied_at";

static bool is_applied(const PGresult *applied, const char *name, const char *sha256)
{
    for (int row = 0; row < PQntuples(applied); row++)
        if (strcmp(PQgetvalue(applied, row, 0), name) == 0)
            return strcmp(PQgetvalue(applied, row, 1), sha256) == 0;
    return false;
}

static bool record(struct db *db, struct connection *c, const char *name, const char *sha256)
{
    const char *params[] = {name, sha256};
    PGresult *result = script_query(db, c, name, &(struct step){record_sql, 2, params});
    PQclear(result);
    return result != NULL;
}

static bool apply_all(struct db *db, struct connection *c, const struct schema *schema)
{
    for (size_t i = 0; i < schema->definition_count; i++) {
        const struct definition *d = &schema->definitions[i];
        if (!script_run(db, c, d->name, d->sql) || !record(db, c, d->name, d->sha256))
            return false;
    }
    return record(db, c, "all", schema->definitions_sha256);
}

bool definitions_apply(struct db *db, struct connection *c, const struct schema *schema, bool has_migrated)
{
    if (schema->definition_count == 0)
        return true;
    if (!script_run(db, c, "schema_definition", table_sql) || !script_run(db, c, "definitions", "begin"))
        return false;
    PGresult *applied = script_query(db, c, "schema_definition", &(struct step){.sql = applied_sql});
    bool are_current = applied && !has_migrated && is_applied(applied, "all", schema->definitions_sha256);
    bool done = applied && (are_current || apply_all(db, c, schema)) && script_run(db, c, "definitions", "commit");
    PQclear(applied);
    return done;
}
