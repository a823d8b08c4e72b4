/*
 * act: a step on a nomination's road, asked for by a person: submission, review, withdrawal, hold, resumption. Each is a
 * descriptor and one row in routes.c; nomination_act() performs them all by entering an event, and the database says
 * whether it may happen (schema/migrations/0030).
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

struct act {
    const char *actions;        /* array literal: what the act may turn out to be */
    const char *action;         /* when there is only one; NULL: the body's verdict says it */
    const struct field *fields; /* of the body; members bear the names of nomination_event's columns */
};

extern const struct act submission, review, withdrawal, hold, resumption;

/* The stage before the body: 404, or 403 when the step is known in this state but not open to the caller. */
bool nomination_find(struct req *r);

/* 201 with the nomination as it then stands, its ETag, and the event's Location. */
bool nomination_act(struct req *r);

/* Submits every draft and returned nomination of a dossier, all or none: 201 with the dossier. */
bool dossier_submit(struct req *r);

/* The generic handlers, whose refusals tell the state and what it allows. */
bool nomination_replace(struct req *r);
bool nomination_patch(struct req *r);
bool nomination_delete(struct req *r);

/* The queue of what waits for the caller. */
bool work_queue_list(struct req *r);
