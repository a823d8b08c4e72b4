/*
 * resources: every descriptor, by name. A resource is one file in this folder; api/routes.c says where it is served and to whom.
 *
 * Layer: api.
 */
#pragma once

#include "rest/resource.h"

extern const struct resource unit, unit_succession;
extern const struct resource award_class;
extern const struct resource cluster, cluster_member;
extern const struct resource campaign, campaign_target;
extern const struct resource collective, individual;
extern const struct resource decision, award, collective_award, individual_award, award_statement;

/* Words that more than one descriptor lists. */
extern const char *const subject_kinds[];
