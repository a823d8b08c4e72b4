/*
 * access: roles, and which rows a caller may see. The database enforces the same rules again with row security, which reads the
 * settings that access_enter() prepares.
 *
 * Layer: api.
 */
#pragma once

#include "auth/token.h"
#include "rest/session.h"

struct pool;
struct scope_cache;

/* name in tokens, and the words in sentences: Vietnamese, English (functions/01_caller has the same for its own sentences) */
#define ROLE_LIST(X) \
    X(UNIT_OFFICER, "unit_officer", "cán bộ đơn vị", "a unit officer") \
    X(DISTRICT_REVIEWER, "district_reviewer", "người xét duyệt cấp huyện, xã", "a district reviewer") \
    X(PROVINCE_REVIEWER, "province_reviewer", "người xét duyệt cấp tỉnh", "a province reviewer") \
    X(COUNCIL_REVIEWER, "council_reviewer", "người của Hội đồng", "a council reviewer") \
    X(READER, "reader", "người xem", "a reader") \
    X(AUDITOR, "auditor", "kiểm tra viên", "an auditor") \
    X(ADMIN, "admin", "quản trị viên", "an administrator")

enum role_bit {
#define X(role, name, vi, en) ROLE_BIT_##role,
    ROLE_LIST(X)
#undef X
        ROLE_COUNT
};

enum role {
#define X(role, name, vi, en) ROLE_##role = 1 << ROLE_BIT_##role,
    ROLE_LIST(X)
#undef X
};

/* The roles that read whole records: all but reader, which sees only what is published, and admin. */
enum {
    RECORD_READERS = ROLE_UNIT_OFFICER | ROLE_DISTRICT_REVIEWER | ROLE_PROVINCE_REVIEWER | ROLE_COUNCIL_REVIEWER | ROLE_AUDITOR
};

const char *role_name(enum role_bit bit);

/*
 * Adds to a 403 without a detail which roles may use the route; of_its_unit: the caller has such a role, so that the record must
 * belong to another unit. Any other problem stays as it is.
 */
void access_tell_who_may(struct req *r, bool of_its_unit);

/* The axes of a scope: a row has the lineages of its unit and of the units above, in one column per level. */
enum unit_level { LEVEL_PROVINCE, LEVEL_DISTRICT, LEVEL_COMMUNE, UNIT_LEVELS };
void access_axes(struct scope *scope); /* sets the columns, no values */

/* The bits of the known role names; unknown names add none. */
unsigned roles_of(const struct claims *claims);

struct scope_cache *scope_cache_new(int ttl_s);
void scope_cache_free(struct scope_cache *cache);

/*
 * Resolves the claims' units (from the cache, or by asking the database) and fills the session's scope and the settings that
 * row security reads. False: the problem is set.
 */
bool access_enter(struct req *r, struct scope_cache *cache, const struct claims *claims);

/* The same, but only from the cache. False: the units are not there; no problem is set. */
bool access_enter_known(struct req *r, struct scope_cache *cache, const struct claims *claims);
