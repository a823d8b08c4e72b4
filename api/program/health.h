/*
 * health: the admin listener. It says whether the process is alive and may be sent requests, and gives the metrics.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

bool health_live(struct req *r);
bool health_ready(struct req *r);
bool health_metrics(struct req *r);

/* The admin listener's answer to a request; fits struct server_config. */
void health_answer(struct req *r);
