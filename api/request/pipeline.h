/*
 * pipeline: what every request passes, on one screen: the route, the stages in the contract's order of refusal, the route's
 * handler.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/*
 * Three functions for struct server_config: the headers of every answer, even to a malformed message; the refusals that need only
 * the request's headers; the answer.
 */
void pipeline_greet(struct req *r);
bool pipeline_admit(struct req *r);
void pipeline_answer(struct req *r);
