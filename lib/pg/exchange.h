/*
 * exchange: a few statements sent together, ended by one Sync, and answered together: one round trip.
 *
 * Layer: pg, private. Outside an explicit transaction the statements are one implicit transaction. Each is prepared
 * on first use, in the same round trip, and found again by its text. Afterwards the connection is between two exchanges
 * again, or marked as spoiled.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>

struct connection;

enum { EXCHANGE_STEPS = 3 };

struct step {
    const char *sql;
    int count;
    const char *const *params;
};

enum exchange_end {
    EXCHANGE_DONE,
    EXCHANGE_REFUSED, /* the server refused a statement; the connection is sound */
    EXCHANGE_ENDED,   /* the server closed the connection before it ran the last step: no step has any effect */
    EXCHANGE_LOST,    /* the connection is lost; it is unknown whether the statements ran */
    EXCHANGE_LATE,    /* no answer before the deadline; otherwise the same */
};

/*
 * At most EXCHANGE_STEPS steps. *result is that of the last step when done, otherwise the server's error or NULL; the
 * caller clears it.
 */
enum exchange_end exchange(struct connection *c, const struct step *steps, size_t count, int64_t deadline,
                           PGresult **result);

/* One of several exchanges sent together on one connection, each with its own Sync and so its own transaction. */
struct exchanged {
    const struct step *steps;
    size_t count;
    enum exchange_end end; /* this and the result, as above, are set when told() is called for it */
    PGresult *result;
};

/* At most SHORTS_TOGETHER. told() is called for each in turn, when its answer is there or will not come. It must not wait. */
void exchange_many(struct connection *c, struct exchanged *const *each, size_t count, int64_t deadline,
                   void (*told)(struct exchanged *one));
