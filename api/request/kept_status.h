/*
 * kept_status: answers of GET /v1/award-status/{code}, kept until the status changes, for all callers with the same rights.
 *
 * A kept answer is never older than a change whose writer already has an answer, from this instance or another. Before a kept
 * answer is given, the database says which changes were committed since the last question (functions/64_award_status), in one
 * statement for all who wait at that moment (base/rounds.h). A kept answer saves reading the award, its events and the caller's
 * rights, and needs no place. A change that was written without the triggers is seen after KEPT_STATUS_S seconds.
 *
 * Layer: api. Thread-safe. Bounded: when a few megabytes are full, all is forgotten.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;
struct kept_statuses;
struct pool;

enum { KEPT_STATUS_S = 60 };

struct kept_status {
    const char *etag, *text;
    size_t length;
};

struct kept_status_figures {
    unsigned long long given, asked; /* kept answers given, and questions to the database about changes */
};

/* Borrows `pool`, which nothing else uses, so that no question waits for a place. Never NULL. */
struct kept_statuses *kept_statuses_new(struct pool *pool);
void kept_statuses_free(struct kept_statuses *kept);

/*
 * The kept answer for `code` and the rights in db's settings, copied into the arena; it was true at a moment after this call. NULL:
 * none is kept, or the database did not answer in time. May wait. Pass `moment` to kept_status_put() with the new answer: if a
 * change came in between, the answer is not kept.
 */
const struct kept_status *kept_status_find(struct kept_statuses *kept, struct arena *arena, const struct db *db,
                                           const char *code, uint64_t *moment);

/* Keeps a copy of an answer that was made after `moment`. */
void kept_status_put(struct kept_statuses *kept, const struct db *db, const char *code, uint64_t moment,
                     const struct kept_status *answer);

void kept_status_figures(struct kept_statuses *kept, struct kept_status_figures *out);
