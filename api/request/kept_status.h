/*
 * kept_status: answers of GET /v1/award-status/{code}, kept for everybody with the same rights until what they tell changes.
 *
 * Nobody is told what was true before a change whose writer has an answer already, here or at another instance: before a kept
 * answer is given, the database says what has been committed since it was last asked (functions/64_award_status), in one statement
 * for all who wait at that moment (base/rounds.h). Only the reading of the award, of its road and of the caller's rights is saved, and the
 * place among those who read. What has been written past the triggers is seen after KEPT_STATUS_S.
 *
 * Layer: api. Thread-safe. Bounded: when more than a few megabytes are kept all is forgotten.
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
    unsigned long long given, asked; /* kept answers given, and questions put to the database for them */
};

/* Of a pool of its own, borrowed: so that it need not wait for a place. Never NULL. */
struct kept_statuses *kept_statuses_new(struct pool *pool);
void kept_statuses_free(struct kept_statuses *kept);

/*
 * The answer for `code` and the rights in db's settings, as it stands at a moment after this call, in the arena; NULL: none is
 * kept, or the database did not say in time. May wait. `moment` is for the answer that is to be made then: one that a change
 * has overtaken is not kept.
 */
const struct kept_status *kept_status_find(struct kept_statuses *kept, struct arena *arena, const struct db *db,
                                           const char *code, uint64_t *moment);

/* Keeps a copy, as made after `moment`. */
void kept_status_put(struct kept_statuses *kept, const struct db *db, const char *code, uint64_t moment,
                     const struct kept_status *answer);

void kept_status_figures(struct kept_statuses *kept, struct kept_status_figures *out);
