/*
 * entity_tag: If-Match and If-None-Match (RFC 9110 §8.8.3, §13.1); declared in negotiate.h. A tag has no escapes but
 * may hold commas, unlike the elements of other HTTP lists, so list_next() does not fit.
 */
#include "http/negotiate.h"

#include <string.h>

struct tag {
    bool weak;
    const char *text; /* with its quotes */
    size_t length;
};

/* Reads one tag at *at and moves behind it. */
static bool read_tag(const char **at, struct tag *tag)
{
    const char *c = *at;
    tag->weak = strncmp(c, "W/", 2) == 0;
    if (tag->weak)
        c += 2;
    if (*c != '"')
        return false;
    tag->text = c++;
    while ((unsigned char)*c > 0x20 && *c != '"' && *c != 0x7f)
        c++;
    if (*c != '"')
        return false;
    tag->length = (size_t)(c + 1 - tag->text);
    *at = c + 1;
    return true;
}

static const char *skip_blanks(const char *c)
{
    return c + strspn(c, " \t");
}

static bool is_same(const struct tag *tag, const char *etag, bool strong)
{
    if (!etag || (strong && tag->weak))
        return false;
    return strlen(etag) == tag->length && memcmp(etag, tag->text, tag->length) == 0;
}

static enum tag_list match_list(const char *header, const char *etag, bool strong)
{
    bool found = false, any = false;
    struct tag tag;
    for (const char *c = header + strspn(header, " \t,"); *c; c += strspn(c, " \t,")) {
        if (!read_tag(&c, &tag))
            return TAG_MALFORMED;
        c = skip_blanks(c);
        if (*c && *c != ',')
            return TAG_MALFORMED;
        any = true;
        found = found || is_same(&tag, etag, strong);
    }
    if (!any)
        return TAG_MALFORMED;
    return found ? TAG_MATCH : TAG_MISMATCH;
}

static enum tag_list match(const char *header, const char *etag, bool strong)
{
    if (!header)
        return TAG_ABSENT;
    const char *first = skip_blanks(header);
    if (*first == '*' && !*skip_blanks(first + 1))
        return etag ? TAG_MATCH : TAG_MISMATCH;
    return match_list(first, etag, strong);
}

enum tag_list if_match(const char *header, const char *etag)
{
    return match(header, etag, true);
}

enum tag_list if_none_match(const char *header, const char *etag)
{
    return match(header, etag, false);
}
