/*
 * award_summary: so many collectives and individuals awarded, class by class, out of the records of a cluster's members.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* GET /v1/reports/award-summary?cluster=…&from=…&to=… */
bool award_summary(struct req *r);
