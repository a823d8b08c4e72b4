/*
 * query_string: the raw query → r->params. Strict: bad escapes, NUL, invalid UTF-8, empty names and repeated names are
 * field errors (400); "a&b" reads as empty values. '+' means space (HTML forms), "%2B" a plus.
 *
 * Layer: http.
 */
#pragma once

#include "http/req.h"

bool query_parse(struct req *r);
