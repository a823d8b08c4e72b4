/*
 * place: the place that a request needs to ask the database: in a lane of admission.h, or among the short reads that share a few
 * connections (pg/shorts.h).
 *
 * Layer: api.
 */
#pragma once

#include "http/req.h"

struct admission_figures;
struct app;

/* Sets session->place. A public request takes no place, nor does one whose answer is kept. False: the problem is set. */
bool place_take(struct req *r);

/* From now on a short read asks the database together with others. Called when the caller is known. */
void place_share(struct req *r);

void place_leave(struct req *r);

/*
 * True: a short read could not be answered together with others. Nothing was answered or refused; the request is as it was before
 * place_take(), and must be answered again in a place of its own.
 */
bool place_must_be_alone(struct req *r);

/* Name and figures of lane 0, 1, …: the lanes of admission.h, then "short" if short reads have places of their own. False: no more. */
bool place_figures(const struct app *app, int lane, const char **name, struct admission_figures *out);
