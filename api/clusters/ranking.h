/*
 * ranking: how the members of a cluster stand in a year, from what is confirmed.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* ?year=: 200 with the database's document; 404 where the caller does not see the cluster. */
bool cluster_ranking(struct req *r);
