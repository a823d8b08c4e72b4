/*
 * page_sections: the sections of a report's page. Each takes the part of the document that it shows.
 *
 * Layer: api, the page of a report only.
 */
#pragma once

#include "reports/page_parts.h"

/* The key figures of awards and of targets, from their totals. */
void add_award_keys(const struct page *p, const json_t *totals);
void add_target_keys(const struct page *p, const json_t *totals);
/* lines, totals, units and shares of awards. */
void add_awards(const struct page *p, const json_t *awards);
/* targets, units, totals and indicators. */
void add_targets(const struct page *p, const json_t *targets);
/* The charts of the same: status by unit and indicator; registered against actual and projected. */
void add_target_grid(const struct page *p, const json_t *targets);
void add_target_bullets(const struct page *p, const json_t *targets);
/* The ranking of a cluster: items, is_final, and what add_ties() shows. */
void add_ranking(const struct page *p, const json_t *ranking);
/* Members with equal totals and why one stands before another; decisions that no longer apply. */
void add_ties(const struct page *p, const json_t *ranking);
/* Members, pact and campaigns of a cluster's year. */
void add_cluster(const struct page *p, const json_t *document);
/* The forms of the yearly statistics. */
void add_forms(const struct page *p, const json_t *forms);
