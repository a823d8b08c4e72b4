/*
 * issuer_members: reads one issuer from a JSON object, member by member, by one table.
 *
 * Layer: auth, private; for issuer.c. The settings of a single issuer come here as such an object too, so that the same checks
 * serve both.
 */
#pragma once

#include "auth/issuer.h"

#include <jansson.h>

enum member_kind { MEMBER_TEXT, MEMBER_WORDS, MEMBER_ROLES };

struct issuer_member {
    const char *name;     /* in a file */
    const char *variable; /* of the setting; NULL: no setting, because it is of use with several issuers only */
    enum member_kind kind;
    size_t given;       /* where struct verifier_config has it */
    size_t place;       /* where struct issuer has it */
    const char *preset; /* NULL: none */
    bool is_needed;
    const char *meaning;
    bool (*is_good)(const char *text); /* of each text; NULL: any will do */
};

extern const struct issuer_member issuer_members[];
extern const size_t issuer_member_count;

/* Where one issuer is read from, and what reading it needs. */
struct issuer_source {
    const char *const *known_roles; /* ends with NULL */
    const char *where;              /* the file and the place there; NULL: the settings */
    struct arena *arena;
    struct reason *reason;
};

/* Returns false, so that one writes `return issuer_refuse(…)`. */
bool issuer_refuse(const struct issuer_source *in, const struct issuer_member *member, const char *what);

/* Reads every member; presets must be filled in already. False: see the reason. */
bool issuer_take(struct issuer *out, json_t *members, const struct issuer_source *in);
