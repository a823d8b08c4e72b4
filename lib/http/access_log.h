/*
 * access_log: one line a request, with what is needed to find it again and nothing a person would not want there.
 *
 * Layer: http. Never a query string, a header or a body, nor the path as sent: the template of the route stands for it,
 * because a path may hold somebody's award code.
 */
#pragma once

#include "http/req.h"

void access_log_write(const struct req *r, uint64_t duration_ns);
