/*
 * encode: rows → JSON, straight into a bounded buffer, typed by the descriptor.
 *
 * Layer: rest. The columns of a result stand as sql_columns() lists them: id, version, then the fields in their order.
 */
#pragma once

#include "rest/resource.h"

struct buf;
struct req;
struct rows;

enum { COLUMN_ID, COLUMN_VERSION, COLUMN_FIELDS }; /* of every result the engine asks for */

/*
 * {"id":…,…} of one row, without the fields that the caller may not read. Under an Idempotency-Key the row is noted as
 * shown (session.h).
 */
void encode_row(struct req *r, struct buf *out, const struct resource *res, const struct rows *rows, int row);

/* The members without id, braces or comma at the end: for objects that embed a row. `column` is the first field's. */
void encode_members(struct req *r, struct buf *out, const struct resource *res, const struct rows *rows, int row,
                    int column);
