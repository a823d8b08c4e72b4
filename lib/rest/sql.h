/*
 * sql: the engine's statements, made from descriptors. Identifiers come only from descriptors, values only as $n.
 *
 * Layer: rest. Pure: nothing here uses the database; tests/golden shows the texts.
 */
#pragma once

#include "rest/resource.h"
#include "rest/values.h"

struct buf;

/* "t.id, t.version, t.code, …": what every statement on the resource returns, in the order encode.h expects. */
void sql_columns(struct buf *sql, const struct resource *res);

/* `condition` with $n in place of its %s. */
void sql_condition(struct buf *sql, const char *condition, int n);

/* " and …": the row belongs to the parent whose id is parameter n; adds nothing for a resource without a parent. */
void sql_of_parent(struct buf *sql, const struct resource *res, int n);

/* insert into … values ($1, …) returning …; parameters: the values in their order. */
void sql_insert(struct buf *sql, const struct resource *res, const struct values *v);

/* update … set … where id = $1 and version = $2 [and parent = $n] returning …; parameters: id, version, values[, parent]. */
void sql_update(struct buf *sql, const struct resource *res, const struct values *v);

/* delete … where id = $1 and version = $2 [and parent = $3] returning id. */
void sql_delete(struct buf *sql, const struct resource *res);

/* select … where id = $1 [and parent = $2]. */
void sql_read(struct buf *sql, const struct resource *res);

/* select version … where id = $1 [and parent = $2]. */
void sql_version(struct buf *sql, const struct resource *res);
