/*
 * score: the generic handlers of criteria and scores, whose refusals tell how far the scoring has come (current_state,
 * allowed).
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

bool cluster_criterion_create(struct req *r);
bool cluster_criterion_replace(struct req *r);
bool cluster_criterion_patch(struct req *r);
bool cluster_criterion_delete(struct req *r);

bool cluster_score_create(struct req *r);
