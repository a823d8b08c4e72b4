/* secret: see secret.h. */
#include "program/secret.h"

#include "pg/query.h"
#include "program/config.h"

#include <string.h>

void secret_take(struct secret *secret, const struct config *config)
{
    unsigned char digest[MAC_BYTES];
    sha256(config->secret, strlen(config->secret), digest);
    memcpy(secret->key, digest, sizeof digest);
    secret->length = sizeof digest;
}

/* The pool may send a statement that begins with select twice. That does no harm here: the second time the mark is already there. */
enum secret_standing secret_compare(struct db *db, const struct secret *secret, bool leaves_mark)
{
    static const char words[] = "one secret an installation";
    unsigned char digest[MAC_BYTES];
    char mark[MAC_HEX];
    mac(secret, "mark", words, sizeof words - 1, digest);
    mac_hex(digest, mark);
    const char *params[] = {mark, leaves_mark ? "true" : "false"};
    struct rows *rows = query(db, "select coalesce(is_installation_secret($1, $2), true)", 2, params);
    if (!rows)
        return SECRET_UNASKED;
    return rows_bool(rows, 0, 0) ? SECRET_FITS : SECRET_DIFFERS;
}
