/*
 * jws: see jws.h. What libjwt is known to be lax about (crit, b64, typ, repeated members, bytes after the signature)
 * is refused here, so that a token that gets further can be read in one way only.
 */
#include "auth/jws.h"

#include "auth/alg.h"
#include "auth/base64url.h"
#include "auth/json.h"
#include "base/arena.h"

#include <string.h>

enum { KID_MAX = 200 };

struct part {
    const char *text;
    size_t length;
};

/* Exactly three parts, none empty. */
static bool split(const char *token, size_t length, struct part parts[static 3])
{
    const char *end = token + length;
    for (int i = 0; i < 3; i++) {
        const char *dot = memchr(token, '.', (size_t)(end - token));
        if ((dot == NULL) != (i == 2))
            return false;
        const char *stop = dot ? dot : end;
        parts[i] = (struct part){token, (size_t)(stop - token)};
        if (parts[i].length == 0)
            return false;
        token = stop + 1;
    }
    return true;
}

static const unsigned char *decode(const struct part *part, struct arena *a, size_t *size)
{
    unsigned char *bytes = arena_alloc(a, base64url_room(part->length));
    return base64url_decode(part->text, part->length, bytes, size) ? bytes : NULL;
}

/* RFC 7515 §4.1: members that bring their own key, or change what the signature means (§4.1.11, RFC 7797). */
static bool has_forbidden_member(const json_t *header)
{
    static const char *const forbidden[] = {"jku", "jwk", "x5u", "x5c", "crit", "b64"};
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        if (json_object_get(header, forbidden[i]))
            return true;
    }
    return false;
}

static bool read_type(const json_t *header, struct jws *out)
{
    const json_t *typ = json_object_get(header, "typ");
    out->typ = json_string_value(typ);
    return !typ || json_string_length(typ) >= 1;
}

static bool read_kid(const json_t *header, struct jws *out)
{
    const json_t *kid = json_object_get(header, "kid");
    if (!kid)
        return true;
    out->kid = json_string_value(kid);
    return out->kid && json_string_length(kid) >= 1 && json_string_length(kid) <= KID_MAX;
}

static enum token_verdict read_header(const json_t *header, struct jws *out)
{
    const char *alg = json_string_value(json_object_get(header, "alg"));
    if (!alg || has_forbidden_member(header) || !read_type(header, out) || !read_kid(header, out))
        return TOKEN_MALFORMED;
    out->alg = alg_named(alg);
    return out->alg ? TOKEN_OK : TOKEN_BAD_ALGORITHM;
}

enum token_verdict jws_parse(const char *token, size_t length, struct arena *a, struct jws *out)
{
    struct part parts[3];
    *out = (struct jws){.signed_text = token};
    if (length > TOKEN_MAX_BYTES)
        return TOKEN_TOO_LARGE;
    if (!split(token, length, parts))
        return TOKEN_MALFORMED;
    size_t header_size = 0;
    const unsigned char *header = decode(&parts[0], a, &header_size);
    out->payload = decode(&parts[1], a, &out->payload_size);
    out->signature = decode(&parts[2], a, &out->signature_size);
    if (!header || !out->payload || !out->signature)
        return TOKEN_MALFORMED;
    out->signed_length = parts[0].length + 1 + parts[1].length;
    const json_t *object = json_read_object(header, header_size, a);
    return object ? read_header(object, out) : TOKEN_MALFORMED;
}
