/* A bearer token: none of these was signed by the key, so none is accepted. */
#include "auth/sign.h"
#include "auth/token.h"
#include "base/arena.h"
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct verifier *make_verifier(void)
{
    static char home[] = "/tmp/tdkt-fuzz-XXXXXX";
    char keys[64], signing[64], why[200];
    if (!mkdtemp(home) || !sign_make_key(home, why, sizeof why))
        abort();
    snprintf(keys, sizeof keys, "%s/keys.json", home);
    snprintf(signing, sizeof signing, "%s/signing.pem", home);
    static const char *const roles[] = {"reader", NULL};
    struct verifier *made = verifier_new(&(struct verifier_config){.keys = keys,
                                                                   .issuer = "i",
                                                                   .audience = "a",
                                                                   .roles_claim = "a.roles",
                                                                   .types = "JWT missing",
                                                                   .roles = roles,
                                                                   .cache_entries = 8},
                                         why, sizeof why);
    unlink(keys);
    unlink(signing);
    rmdir(home);
    return made ? made : (abort(), NULL);
}

static struct verifier *verifier;

static void free_verifier(void)
{
    verifier_free(verifier);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (!verifier) {
        verifier = make_verifier();
        atexit(free_verifier);
    }
    struct arena *a = arena_new();
    struct claims *claims = arena_zero(a, sizeof *claims);
    if (token_verify(verifier, arena_strndup(a, (const char *)bytes, length), a, claims) == TOKEN_OK)
        abort();
    arena_free(a);
    return 0;
}
