/* url: see url.h. */
#include "http/url.h"

#include "base/buf.h"

#include <ctype.h>
#include <string.h>

static int is_unreserved(unsigned char c)
{
    return isalnum(c) || strchr("-._~", c) != NULL;
}

void url_encode(struct buf *out, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (is_unreserved(*c))
            buf_addc(out, (char)*c);
        else
            buf_add(out, (const char[]){'%', hex[*c >> 4], hex[*c & 15]}, 3);
    }
}
