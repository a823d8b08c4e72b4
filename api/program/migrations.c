/* migrations: see migrations.h. */
#include "program/migrations.h"

#include "base/arena.h"
#include "program/embedded.h"

bool migrations_apply(struct db *db, int *applied)
{
    return migrate_up(db, embedded_migrations, embedded_migration_count, applied);
}

bool migrations_state(struct db *db, struct schema_state *state)
{
    return schema_state_read(db, embedded_migrations, embedded_migration_count, state);
}

const char *migrations_reason(struct arena *a, const struct schema_state *state)
{
    size_t own = embedded_migration_count;
    switch (state->fit) {
    case SCHEMA_ABSENT:
        return "the database has no schema: run tdkt migrate as the owner";
    case SCHEMA_BEHIND:
        return arena_printf(a,
                            "the schema stands at migration %d, this program needs %zu: run tdkt migrate as the owner",
                            state->stands_at, own);
    case SCHEMA_AHEAD:
        return arena_printf(a,
                            "the schema stands at migration %d and serves programs from %d on, this one is of %zu: "
                            "run a newer program",
                            state->stands_at, state->compatible_from, own);
    case SCHEMA_OTHER:
        return arena_printf(a, "migration %zu in the database is not this program's", own);
    default:
        return "the schema fits";
    }
}
