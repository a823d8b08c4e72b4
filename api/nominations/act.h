/*
 * act: a step on a nomination's road, asked for by a person: submission, review, withdrawal, hold, resumption. Each is a
 * descriptor and one row in routes.c; each enters an event, and the database says whether it may happen
 * (schema/functions/44_nomination_step).
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

struct req;

/* 201 with the nomination as it then stands, its ETag, and the event's Location. */
extern const struct act submission, review, withdrawal, hold, resumption;

/* What a 409 about a nomination tells besides its reason: where it stood on that day, and the warnings that must be weighed. */
extern const struct standing nomination_standing;

/* Submits every draft and returned nomination of a dossier, all or none: 201 with the dossier. */
bool dossier_submit(struct req *r);

/* The generic handlers, whose refusals tell the state and what it allows. */
bool nomination_replace(struct req *r);
bool nomination_patch(struct req *r);
bool nomination_delete(struct req *r);

/* The queue of what waits for the caller. */
bool work_queue_list(struct req *r);
