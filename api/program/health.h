/*
 * health: the admin listener: is the process alive, may it be sent requests, and its figures.
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
