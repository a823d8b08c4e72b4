/*
 * framing: is this request's message what it seems to be? (RFC 9112)
 *
 * Layer: http. The server library joins, cuts and tolerates what two readers may read differently; behind a proxy
 * that is request smuggling. Whatever is ambiguous ends here with 400 and a closed connection, so that nothing hidden
 * behind it is ever run.
 */
#pragma once

#include "http/req.h"

enum { TARGET_MAX_BYTES = 8 * 1024 };

struct message {
    const char *method, *target, *version; /* as sent */
    bool is_whole; /* request line and headers account for every byte that came before the body */
};

/*
 * Sets r->method, target and path (both "/" when the target is refused, "*" of OPTIONS *), and r->scheme and host where the target
 * is absolute and no proxy said them. r->headers are already there. False: a
 * problem is set and r->reply.close is true.
 */
bool framing_check(struct req *r, const struct message *message);
