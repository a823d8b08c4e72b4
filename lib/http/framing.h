/*
 * framing: can this message be read in one way only? (RFC 9112)
 *
 * Layer: http. The HTTP library joins, cuts and accepts text that a proxy may read differently: this makes request smuggling
 * possible. An ambiguous message ends here with 400 and a closed connection, so that a request hidden behind it never runs.
 */
#pragma once

#include "http/req.h"

enum { TARGET_MAX_BYTES = 8 * 1024 };

struct message {
    const char *method, *target, *version; /* as sent */
    bool is_whole; /* request line and headers account for every byte that came before the body */
};

/*
 * Sets r->method, target and path (both "/" when the target is refused, "*" for OPTIONS *); and r->scheme and host when the target
 * is absolute and no proxy has named them. r->headers must be there already. False: a problem is set and r->reply.close is true.
 */
bool framing_check(struct req *r, const struct message *message);
