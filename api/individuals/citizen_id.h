/*
 * citizen_id: a citizen's number is never stored, only its HMAC under the service's secret.
 *
 * Layer: api.
 */
#pragma once

#include "http/req.h"

struct field;
struct values;

/* Puts citizen_id_hash into `out`; refuses all but 9 or 12 digits. Fits struct field's `store`. */
bool citizen_id_store(struct req *r, const struct field *f, const char *text, struct values *out);

/*
 * POST /v1/individuals/lookup: the individuals with this number, among those that the caller may see. The number stays out of URLs
 * and logs. The database limits how often a caller may ask and records who asked (schema/functions/21_citizen_id).
 */
bool individual_lookup(struct req *r);
