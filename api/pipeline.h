/*
 * pipeline: the walk of every request, on one screen: route, then the stages in the contract's order of refusal, then the
 * route's handler.
 *
 * Layer: api.
 */
#pragma once

struct req;

/* The service's answer to a request; fits struct server_config. */
void pipeline_answer(struct req *r);
