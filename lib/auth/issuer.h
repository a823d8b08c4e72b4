/*
 * issuer: who may issue tokens for us, and in which claims their tokens say what. Read from the settings of one issuer, or
 * from a file that lists several.
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

/* The issuer's name of a role, and ours. One name of theirs may stand for several of ours. */
struct role_name {
    const char *theirs, *ours;
};

struct issuer {
    const char *label; /* of its keys, for messages: "TDKT_JWT_KEYS", or the file and the issuer's place in it */
    const char *keys;  /* a file or a URL */
    const char *name;  /* iss */
    const char *audience_claim, *subject_claim, *roles_claim, *units_claim;
    const char *access_claim;   /* a claim that only access tokens have; NULL: none is needed */
    const char *subject_prefix; /* comes before the subjects of this issuer, so that two issuers' do not mix */
    const char *const *audiences, *const *types; /* end with NULL */
    const char *algorithm;                       /* of keys that name none; NULL: the usual one of a key's kind */
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

/* NULL: not one of our issuers. */
const struct issuer *issuers_find(const struct issuers *issuers, const char *name);
