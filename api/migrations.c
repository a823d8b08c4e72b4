/* migrations: see migrations.h. */
#include "migrations.h"

#include "embedded.h"

bool migrations_apply(struct db *db, int *applied)
{
    return migrate_up(db, embedded_migrations, embedded_migration_count, applied);
}

bool migrations_are_current(struct db *db)
{
    return migrate_is_current(db, embedded_migrations, embedded_migration_count);
}
