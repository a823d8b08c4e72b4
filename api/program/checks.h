/*
 * checks: everything that must hold before the service answers, in one list for `serve` and `check-config`.
 *
 * Layer: api. Every check adds what it finds, so that an operator reads everything at once. An instance that already runs on the
 * same addresses is no fault. The checks change nothing, except that the first start that serves a database stores the mark of its
 * secret there.
 */
#pragma once

struct config;
struct findings;
struct verifier;

enum checks_purpose { CHECKS_TO_TELL, CHECKS_TO_SERVE };

/*
 * Checks the settings, as config_read_all() read them, and the database. *verifier holds the keys, NULL when they are unusable;
 * the caller frees it.
 */
void checks_run(const struct config *config, enum checks_purpose purpose, struct findings *findings,
                struct verifier **verifier);

/* Only the checks of the database, for a start that waits for it. */
void checks_database(const struct config *config, enum checks_purpose purpose, struct findings *findings);
