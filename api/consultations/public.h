/*
 * public: a published list as everybody reads it, without a token: JSON, CSV and a page. The database makes the document, and it has
 * of each nominee only the name, the unit, the award class and the year (public_consultation(), schema/functions/49_consultation_shown).
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* GET /v1/public/consultations/{code} */
bool public_consultation_read(struct req *r);
