/*
 * checks: everything that must hold before the service answers, in one list for `serve` and `check-config`.
 *
 * Layer: api. Every check adds what it finds, so that an operator reads all of it at once. A running instance on the
 * same addresses is not in the way. Nothing is changed, but that the first start to serve a database leaves the mark of
 * its secret.
 */
#pragma once

struct config;
struct findings;
struct verifier;

enum checks_purpose { CHECKS_TO_TELL, CHECKS_TO_SERVE };

/*
 * Of what config_read_all() read, and of the database. *verifier holds the keys, NULL when they are unusable; the
 * caller frees it.
 */
void checks_run(const struct config *config, enum checks_purpose purpose, struct findings *findings,
                struct verifier **verifier);

/* Those of the database alone, for a start that waits for it. */
void checks_database(const struct config *config, enum checks_purpose purpose, struct findings *findings);
