/*
 * decision: enters a decision together with its awards, and reads it with them.
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
 * Whether the caller may record the decision. Only a province reviewer records decisions of the province or the State; any recorder
 * those of a district or commune. `head`: the decision's values. False: the problem is set.
 */
bool decision_may_record(struct req *r, const struct values *head);

/* Inserts only the row of the decision. NULL: refused; the field errors name members of a decision's body. */
struct rows *decision_insert(struct req *r, const struct values *head);
