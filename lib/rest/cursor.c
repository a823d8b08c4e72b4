/*
 * cursor: see cursor.h. The payload is each value as "<length>:<bytes>"; before it stand 12 bytes of HMAC over the
 * binding and the payload; the whole is base64url.
 */
#include "rest/cursor.h"

#include "auth/base64url.h"
#include "base/arena.h"
#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

enum { SEAL_BYTES = 12, CURSOR_MAX = 2048 };

static void make_seal(struct arena *a, const struct secret *secret, const char *binding, const void *payload,
                      size_t length, unsigned char out[static MAC_BYTES])
{
    size_t bound = strlen(binding) + 1;
    char *text = arena_alloc(a, bound + length);
    memcpy(text, binding, bound);
    memcpy(text + bound, payload, length);
    mac(secret, "cursor", text, bound + length, out);
}

const char *cursor_seal(struct arena *a, const struct secret *secret, const char *binding, const char *const *values,
                        int count)
{
    struct buf payload;
    unsigned char seal[MAC_BYTES];
    buf_init(&payload, a, CURSOR_MAX);
    for (int i = 0; i < count; i++)
        buf_addf(&payload, "%zu:%s", strlen(values[i]), values[i]);
    make_seal(a, secret, binding, payload.text, payload.length, seal);
    unsigned char *bytes = arena_alloc(a, SEAL_BYTES + payload.length);
    memcpy(bytes, seal, SEAL_BYTES);
    memcpy(bytes + SEAL_BYTES, payload.text, payload.length);
    char *text = arena_alloc(a, base64url_length(SEAL_BYTES + payload.length));
    base64url_encode(bytes, SEAL_BYTES + payload.length, text);
    return text;
}

static bool read_values(struct arena *a, const char *at, const char *end, const char **values, int count)
{
    for (int i = 0; i < count; i++) {
        char *colon;
        size_t length = strtoul(at, &colon, 10);
        if (*colon != ':' || length > (size_t)(end - colon - 1))
            return false;
        values[i] = arena_strndup(a, colon + 1, length);
        at = colon + 1 + length;
    }
    return at == end;
}

bool cursor_open(struct arena *a, const struct secret *secret, const char *binding, const char *cursor,
                 const char **values, int count)
{
    unsigned char seal[MAC_BYTES], given[MAC_BYTES];
    size_t text_length = strlen(cursor), length;
    if (text_length > CURSOR_MAX * 2)
        return false;
    unsigned char *bytes = arena_alloc(a, base64url_room(text_length) + 1);
    if (!base64url_decode(cursor, text_length, bytes, &length) || length < SEAL_BYTES)
        return false;
    bytes[length] = '\0';
    size_t payload_length = length - SEAL_BYTES;
    make_seal(a, secret, binding, bytes + SEAL_BYTES, payload_length, seal);
    memcpy(given, seal, MAC_BYTES);
    memcpy(given, bytes, SEAL_BYTES);
    if (!mac_equal(seal, given))
        return false;
    const char *payload = (const char *)bytes + SEAL_BYTES;
    return read_values(a, payload, payload + payload_length, values, count);
}
