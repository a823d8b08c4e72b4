/*
 * encode: rows → JSON, straight into a bounded buffer, typed by the descriptor.
 *
 * Layer: rest. A result has its columns in the order of sql_columns(): id, version, then the fields in their order.
 */
#pragma once

#include "rest/resource.h"

struct buf;
struct req;
struct rows;

enum { COLUMN_ID, COLUMN_VERSION, COLUMN_FIELDS }; /* of every result the engine asks for */

/*
 * {"id":…,…} for one row, without the fields that the caller may not read. Under an Idempotency-Key the row is noted as
 * shown (session.h).
 */
void encode_row(struct req *r, struct buf *out, const struct resource *res, const struct rows *rows, int row);

/* The members without id, braces or a comma at the end, for objects that embed a row. `column` is that of the first field. */
void encode_members(struct req *r, struct buf *out, const struct resource *res, const struct rows *rows, int row,
                    int column);
