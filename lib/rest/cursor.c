/* cursor: see cursor.h. Each value is written as "<length>:<bytes>"; the whole is sealed, then encoded as base64url. */
#include "rest/cursor.h"

#include "auth/base64url.h"
#include "auth/seal.h"
#include "base/arena.h"
#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

enum { CURSOR_MAX = 2048 };

static const char label[] = "cursor";

const char *cursor_seal(struct arena *a, const struct secret *secret, const char *binding, const char *const *values,
                        int count)
{
    struct buf plain;
    buf_init(&plain, a, CURSOR_MAX);
    for (int i = 0; i < count; i++)
        buf_addf(&plain, "%zu:%s", strlen(values[i]), values[i]);
    size_t size = plain.length + SEAL_EXTRA;
    unsigned char *sealed = arena_alloc(a, size);
    seal(secret, label, binding, plain.text, plain.length, sealed);
    char *text = arena_alloc(a, base64url_length(size));
    base64url_encode(sealed, size, text);
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
    size_t text_length = strlen(cursor), size;
    if (text_length > CURSOR_MAX * 2)
        return false;
    unsigned char *sealed = arena_alloc(a, base64url_room(text_length) + 1);
    if (!base64url_decode(cursor, text_length, sealed, &size) || size <= SEAL_EXTRA)
        return false;
    size_t length = size - SEAL_EXTRA;
    char *plain = arena_alloc(a, length + 1);
    if (!unseal(secret, label, binding, sealed, size, (unsigned char *)plain))
        return false;
    plain[length] = '\0';
    return read_values(a, plain, plain + length, values, count);
}
