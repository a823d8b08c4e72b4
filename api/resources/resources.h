/*
 * resources: every descriptor, by name. Each resource is one file of its name in this folder, together with resources that show
 * the same rows in another way. api/routes.c says where a resource is served and to whom.
 *
 * Layer: api.
 */
#pragma once

#include "rest/resource.h"

extern const struct resource unit, unit_succession;
extern const struct resource award_class, legal_regime, award_rule;
extern const struct resource holiday, stage_deadline, base_salary;
extern const struct resource cluster, cluster_member, cluster_year, cluster_criterion, cluster_score, cluster_staff_count,
    cluster_tie_decision;
extern const struct resource campaign, campaign_phase;
extern const struct resource indicator, campaign_target, target_progress, campaign_target_event;
extern const struct resource collective, individual, individual_position, individual_move;
extern const struct resource consultation, consultation_item, consultation_opinion, public_consultation;
extern const struct resource council_session, council_member, council_item, council_paper;
extern const struct resource rating, initiative;
extern const struct resource dossier, dossier_document, dossier_transfer;
extern const struct resource nomination, work_queue, nomination_event, nomination_transition;
extern const struct resource decision, award, collective_award, individual_award, award_statement;
extern const struct resource annulment, award_dependant, correction;
extern const struct resource report_snapshot;
extern const struct resource statistics_form, statistics_line;

/* Words that more than one file uses; each list ends with NULL. */
extern const char *const confidences[]; /* how sure the source of a legal rule is */
extern const char *const award_levels[], *const collective_kinds[], *const position_groups[], *const campaign_kinds[];
extern const char *const subject_kinds[], *const commendation_types[], *const returned_fields[], *const hold_grounds[], *const procedures[];
extern const char *const decision_authorities[], *const decision_levels[], *const annulment_grounds[];
extern const char *const target_directions[], *const indicator_topics[], *const indicator_bases[];
extern const char *const nomination_states[], *const nomination_actions[], *const nomination_stages[];
extern const char *const opinion_outcomes[], *const nomination_roles[], *const initiative_levels[], *const council_attendances[];
