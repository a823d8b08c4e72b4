/*
 * checks: everything that must hold before the service answers, in one list for `serve` and `check-config`.
 *
 * Layer: api. Every check adds what it finds, so that an operator reads all of it at once. Nothing is changed, neither in the
 * database nor on disk, and a running instance on the same addresses is not in the way.
 */
#pragma once

struct config;
struct findings;
struct verifier;

/*
 * Of what config_read_all() read, and of the database. *verifier holds the keys, NULL when they are unusable; the caller
 * frees it.
 */
void checks_run(const struct config *config, struct findings *findings, struct verifier **verifier);

/* Those of the database alone, for a start that waits for it. */
void checks_database(const struct config *config, struct findings *findings);
