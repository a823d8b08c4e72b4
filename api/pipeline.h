/*
 * pipeline: the walk of every request, on one screen: route, then the stages in the contract's order of refusal, then the
 * route's handler.
 *
 * Layer: api.
 */
#pragma once

struct req;

/* What every answer bears, also the one to a malformed message; and the service's answer. Both fit struct server_config. */
void pipeline_greet(struct req *r);
void pipeline_answer(struct req *r);
