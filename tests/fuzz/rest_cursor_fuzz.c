/* A cursor: bytes that were not sealed are never opened. */
#include "base/arena.h"
#include "fuzz.h"
#include "rest/cursor.h"

#include <stdlib.h>
#include <string.h>

static const struct secret secret = {.key = "0123456789abcdef0123456789abcdef", .length = 32};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *a = arena_new();
    const char *text = arena_strndup(a, (const char *)bytes, length), *values[2];
    const char *sealed = cursor_seal(a, &secret, "list", (const char *[]){"a", "b"}, 2);
    if (cursor_open(a, &secret, "list", text, values, 2) && strcmp(text, sealed) != 0)
        abort();
    arena_free(a);
    return 0;
}
