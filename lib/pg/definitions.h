/*
 * definitions: functions, views, triggers and rights, in files that each say the whole of what they are about (migrate.h).
 *
 * Layer: pg. Table schema_definition records which text of each file was applied and when; under the name "all" it has the digest of
 * all files together, so that a program can tell whether a database ever had the program's definitions.
 */
#pragma once

#include "pg/migrate.h"

struct connection;
struct db;

/*
 * Applies all of them, in their order and in one transaction, when one has changed or a migration has just run: a file uses the
 * functions of files before it and the columns of tables, so its own digest does not say whether it is current. Otherwise nothing.
 * False: the problem is set.
 */
bool definitions_apply(struct db *db, struct connection *c, const struct schema *schema, bool has_migrated);
