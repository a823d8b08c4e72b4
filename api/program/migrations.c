/* migrations: see migrations.h. */
#include "program/migrations.h"

#include "base/arena.h"
#include "program/embedded.h"

/* The old numbering had 102 migrations; the first eleven of today replace them. */
static const struct old_numbering old = {
    .last = 102,
    .sha256 = "5413b0de6a2cfe8c0310fc1af01d044c6a640edd9a84f96353095cde64858bf0",
    .replaced_by = 11,
};

static struct schema own(void)
{
    return (struct schema){
        .migrations = embedded_migrations,
        .migration_count = embedded_migration_count,
        .definitions = embedded_definitions,
        .definition_count = embedded_definition_count,
        .definitions_sha256 = embedded_definitions_sha256,
        .old = old,
    };
}

bool migrations_apply(struct db *db, int *applied)
{
    const struct schema schema = own();
    return migrate_up(db, &schema, applied);
}

bool migrations_state(struct db *db, struct schema_state *state)
{
    const struct schema schema = own();
    return schema_state_read(db, &schema, state);
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
    case SCHEMA_UNLIKE:
        return "the functions in the database are not those of this program: run tdkt migrate as the owner";
    case SCHEMA_AHEAD:
        return arena_printf(a,
                            "the schema stands at migration %d and serves programs from %d on, this one is of %zu: "
                            "run a newer program",
                            state->stands_at, state->compatible_from, own);
    case SCHEMA_OTHER:
        return arena_printf(a,
                            "migration %zu in the database is not this program's (an earlier numbering is brought over by tdkt migrate)",
                            own);
    default:
        return "the schema fits";
    }
}
