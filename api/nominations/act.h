/*
 * act: what a person does with a nomination: submission, review, withdrawal, hold, resumption. Each is a descriptor, one row
 * in routes.c; a function of the database enters its event or refuses it (schema/functions/47_nomination_act).
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

struct req;

/* 201 with the nomination as it now is, its ETag, and the event's Location. */
extern const struct act submission, review, withdrawal, hold, resumption;

/* Submits every draft and returned nomination of a dossier, all or none: 201 with the dossier. */
extern const struct act dossier_submission;

/* The queue of what waits for the caller. */
bool work_queue_list(struct req *r);
