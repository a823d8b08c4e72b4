/* Header values: languages, media types, entity tags. */
#include "base/arena.h"
#include "fuzz.h"
#include "http/negotiate.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const char *const types[] = {"application/json", "text/html"};
    struct arena *a = arena_new();
    const char *text = arena_strndup(a, (const char *)bytes, length);
    negotiate_lang(text);
    negotiate_type(text, types, 2);
    is_media_type(text, "application/json");
    if_match(text, "\"1\"");
    if_none_match(text, "\"1\"");
    prefers(text, "count", "exact");
    arena_free(a);
    return 0;
}
