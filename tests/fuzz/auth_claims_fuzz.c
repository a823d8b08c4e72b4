/*
 * The payload of a token that an issuer signed: whatever it contains, a caller gets known roles and valid units, or
 * nothing.
 */
#include "auth/claims.h"
#include "auth/json.h"
#include "auth/jws.h"
#include "auth/token_type.h"
#include "base/arena.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

static const char *const ours[] = {"tdkt", NULL}, *const types[] = {"JWT", NULL};
static const struct role_name names[] = {{"reader", "reader"}, {"Cán bộ", "admin"}};
static const struct issuer issuer = {.name = "i",
                                     .audiences = ours,
                                     .types = types,
                                     .audience_claim = "aud",
                                     .subject_claim = "sub",
                                     .roles_claim = "a.b.roles",
                                     .units_claim = "https://tdkt.example/units",
                                     .access_claim = "a.b",
                                     .subject_prefix = "p:",
                                     .roles = names,
                                     .role_count = 2};

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static void judge(const struct claims *claims)
{
    static const char sound[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
    must(claims->subject && strncmp(claims->subject, "p:", 2) == 0 && !text_has_hidden(claims->subject));
    must(claims->role_count <= 2 && claims->unit_count <= TOKEN_MAX_UNITS);
    for (size_t i = 0; i < claims->role_count; i++)
        must(claims->roles[i] == names[0].ours || claims->roles[i] == names[1].ours);
    for (size_t i = 0; i < claims->unit_count; i++)
        must(*claims->units[i] && strspn(claims->units[i], sound) == strlen(claims->units[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *a = arena_new();
    const struct jws jws = {.typ = "JWT"};
    struct claims claims = {.subject = NULL};
    long long not_before = 0;
    const json_t *payload = length > TOKEN_MAX_BYTES ? NULL : json_read_object(bytes, length, a);
    if (payload) {
        (void)token_type_fault(&jws, payload, &issuer);
        if (claims_read(payload, &issuer, 30, a, &claims, &not_before) == TOKEN_OK)
            judge(&claims);
        else
            must(claims.at_fault != NULL);
    }
    arena_free(a);
    return 0;
}
