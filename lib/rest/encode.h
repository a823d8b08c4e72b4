/*
 * encode: rows → JSON, straight into a bounded buffer, typed by the descriptor.
 *
 * Layer: rest. The columns of a result stand as sql_columns() lists them: id, version, then the fields in their order.
 */
#pragma once

#include "rest/field.h"

struct buf;
struct rows;

enum { COLUMN_ID, COLUMN_VERSION, COLUMN_FIELDS }; /* of every result the engine asks for */

/* {"id":…,…} of one row. */
void encode_row(struct buf *out, const struct field *fields, const struct rows *rows, int row);

/* The members without id, braces or comma at the end: for objects that embed a row. `column` is the first field's. */
void encode_members(struct buf *out, const struct field *fields, const struct rows *rows, int row, int column);
