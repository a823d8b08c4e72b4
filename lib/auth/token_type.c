/*
 * token_type: see token_type.h. The issuer's setting says which typ the header may have. These claims are known: typ
 * (Keycloak: "Bearer", not "ID", "Refresh", "Offline", "Logout"; a "DPoP" token needs a proof, which we do not check),
 * token_use (Cognito: "access", not "id"), type (glewlwyd: "access_token", not "id_token", "refresh_token"), at_hash and
 * c_hash (OpenID Connect Core §3.3.2.11: in ID tokens only), events (RFC 8417: logout tokens and the like).
 */
#include "auth/token_type.h"

#include "auth/claim_path.h"
#include "auth/jws.h"

#include <string.h>
#include <strings.h>

static const char application[] = "application/";

static bool is_allowed(const char *typ, const struct issuer *issuer)
{
    if (typ && strncasecmp(typ, application, strlen(application)) == 0)
        typ += strlen(application);
    for (const char *const *allowed = issuer->types; *allowed; allowed++)
        if (strcasecmp(typ ? typ : "missing", *allowed) == 0)
            return true;
    return false;
}

/* A claim that says what kind of token this is, and its value in an access token; NULL: an access token has no such claim. */
static const struct {
    const char *claim, *access;
} kinds[] = {
    {"typ", "Bearer"}, {"token_use", "access"}, {"type", "access_token"},
    {"at_hash", NULL}, {"c_hash", NULL},        {"events", NULL},
};

const char *token_type_fault(const struct jws *jws, const json_t *payload, const struct issuer *issuer)
{
    if (!is_allowed(jws->typ, issuer))
        return "header typ";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const json_t *said = json_object_get(payload, kinds[i].claim);
        const char *kind = json_string_value(said);
        if (said && !(kind && kinds[i].access && strcasecmp(kind, kinds[i].access) == 0))
            return kinds[i].claim;
    }
    if (issuer->access_claim && !claim_find(payload, issuer->access_claim))
        return issuer->access_claim;
    return NULL;
}
