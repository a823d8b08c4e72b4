/*
 * issuer: who may issue tokens for us, and how their tokens say what they say. From the settings of one issuer, or from a
 * file that lists several.
 *
 * Layer: auth, private. Constant after issuers_read().
 */
#pragma once

#include "auth/key_set.h"

#include <stdbool.h>
#include <stddef.h>

struct alg;
struct arena;
struct verifier_config;

enum { ISSUERS_MAX = 16 };

/* A role as the issuer calls it, and as the service does. One name of theirs may stand for several of ours. */
struct role_name {
    const char *theirs, *ours;
};

struct issuer {
    const char *label; /* of its keys, for messages: "TDKT_JWT_KEYS", or the file and its place there */
    const char *keys;  /* a file or a URL */
    const char *name;  /* iss */
    const char *audience_claim, *subject_claim, *roles_claim, *units_claim;
    const char *access_claim;   /* what only access tokens have; NULL: nothing is asked for */
    const char *subject_prefix; /* before the subjects of this issuer, so that two issuers' do not mix */
    const char *const *audiences, *const *types; /* end with NULL */
    const char *algorithm;                       /* NULL: the usual one of a key's kind */
    const struct alg *alg;                       /* the same */
    const struct role_name *roles;
    size_t role_count;
};

struct issuers {
    struct issuer list[ISSUERS_MAX];
    size_t count;
};

/* Everything lives in the arena. False: `reason` names the setting, or the file and the member in it. */
bool issuers_read(const struct verifier_config *config, struct arena *a, struct issuers *out, struct reason *reason);

/* NULL: none of ours. */
const struct issuer *issuers_find(const struct issuers *issuers, const char *name);
