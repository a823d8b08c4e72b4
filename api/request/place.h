/*
 * place: a request's place among those who ask the database: in a lane of admission.h, or among the short reads that share a few
 * connections (pg/shorts.h).
 *
 * Layer: api.
 */
#pragma once

#include "http/req.h"

struct admission_figures;
struct app;

/* For session->place; none is taken for what is public or kept ready. False: the problem is set. */
bool place_take(struct req *r);

/* From now on what a short read asks goes together with others; who asks is known by then. */
void place_share(struct req *r);

void place_leave(struct req *r);

/*
 * True: a short read could not be answered together with others. Nothing has been answered nor refused yet, the request is as it
 * was before place_take(), and it takes a place of its own next.
 */
bool place_must_be_alone(struct req *r);

/* Of all lanes in turn, from 0 on: those of admission.h, and "short" where short reads have places of their own. False: no more. */
bool place_figures(const struct app *app, int lane, const char **name, struct admission_figures *out);
