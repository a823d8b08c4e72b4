/*
 * access_log: one line of the log for each request: enough to find the request again, and no personal data.
 *
 * Layer: http. Never a query string, a body or the path as sent: the line has the route's template in place of the path,
 * because a path may hold somebody's award code. Of the headers only the trace id of traceparent is logged.
 */
#pragma once

#include "http/req.h"

void access_log_write(const struct req *r, uint64_t duration_ns);
