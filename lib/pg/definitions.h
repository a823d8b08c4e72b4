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

/* Applies those whose text is not the one applied last, in their order, in one transaction. False: the problem is set. */
bool definitions_apply(struct db *db, struct connection *c, const struct schema *schema);
