/*
 * decision: one-step entry of a decision with its awards, and reading it back with them.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;
struct rows;
struct values;

/* POST /v1/decisions: the decision and all its awards, or nothing. */
bool decision_create(struct req *r);

/* GET /v1/decisions/{id}: with the awards that the caller may see. */
bool decision_read(struct req *r);

/*
 * A district or commune decides at its own level; what the province or the State decided, the province records. `head`:
 * the decision's values.
 */
bool decision_may_record(const struct req *r, const struct values *head);

/* The decision's row alone; NULL: refused, with the field errors of a body that is a decision. */
struct rows *decision_insert(struct req *r, const struct values *head);
