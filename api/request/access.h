/*
 * access: roles, and which rows a caller may see. The pipeline asks here who calls; the database enforces the same again with
 * row security, from the settings that access_enter() prepares.
 *
 * Layer: api.
 */
#pragma once

#include "auth/token.h"
#include "rest/session.h"

struct pool;
struct scope_cache;

#define ROLE_LIST(X) \
    X(UNIT_OFFICER, "unit_officer") \
    X(DISTRICT_REVIEWER, "district_reviewer") \
    X(PROVINCE_REVIEWER, "province_reviewer") \
    X(COUNCIL_REVIEWER, "council_reviewer") \
    X(READER, "reader") \
    X(AUDITOR, "auditor") \
    X(ADMIN, "admin")

enum role_bit {
#define X(role, name) ROLE_BIT_##role,
    ROLE_LIST(X)
#undef X
        ROLE_COUNT
};

enum role {
#define X(role, name) ROLE_##role = 1 << ROLE_BIT_##role,
    ROLE_LIST(X)
#undef X
};

/* Whoever reads records as they are: all but readers, who see what is published, and admins. */
enum {
    RECORD_READERS = ROLE_UNIT_OFFICER | ROLE_DISTRICT_REVIEWER | ROLE_PROVINCE_REVIEWER | ROLE_COUNCIL_REVIEWER | ROLE_AUDITOR
};

const char *role_name(enum role_bit bit);

/* The axes of a scope: a row bears the lineages of its unit and the units above, one column a level. */
enum unit_level { LEVEL_PROVINCE, LEVEL_DISTRICT, LEVEL_COMMUNE, UNIT_LEVELS };
void access_axes(struct scope *scope); /* without values */

/* The bits of the known role names; unknown ones give nothing. */
unsigned roles_of(const struct claims *claims);

struct scope_cache *scope_cache_new(int ttl_s);
void scope_cache_free(struct scope_cache *cache);

/*
 * Resolves the claims' units (from the cache, or by asking the database) and fills the session's scope and the settings that
 * row security reads. False: the problem is set.
 */
bool access_enter(struct req *r, struct scope_cache *cache, const struct claims *claims);

/* The same where they are in the cache. False: they are not, and nothing is said. */
bool access_enter_known(struct req *r, struct scope_cache *cache, const struct claims *claims);
