/*
 * citizen_id: how a citizen's number is kept: never itself, but its HMAC under the service's secret.
 *
 * Layer: api.
 */
#pragma once

#include "http/req.h"

struct field;
struct values;

/* Stores citizen_id_hash; refuses what is not 9 or 12 digits. Fits struct field's `store`. */
bool citizen_id_store(struct req *r, const struct field *f, const char *text, struct values *out);

/*
 * POST /v1/individuals/lookup: who bears this number, among the caller's. The number stays out of URLs and logs; how
 * often one may ask, and the row that tells who did, are the database's (schema/functions/21_citizen_id).
 */
bool individual_lookup(struct req *r);
