/*
 * ranking: the ranking of a cluster's members in a year, from the confirmed scores.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* ?year=: 200 with the database's document; 404 if the caller does not see the cluster. */
bool cluster_ranking(struct req *r);
