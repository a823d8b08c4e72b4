/*
 * pipeline: the walk of every request, on one screen: route, then the stages in the contract's order of refusal, then the
 * route's handler.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/*
 * What every answer bears, also the one to a malformed message; what can be refused by the headers alone; and the service's
 * answer. They fit struct server_config.
 */
void pipeline_greet(struct req *r);
bool pipeline_admit(struct req *r);
void pipeline_answer(struct req *r);
