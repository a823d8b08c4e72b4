/*
 * circuit: the pauses between attempts to connect. See circuit.h.
 */
#include "pg/circuit.h"

enum { FIRST_PAUSE_MS = 200, LONGEST_PAUSE_MS = 1000 };

bool circuit_allows(struct circuit *c, int64_t now)
{
    if (c->pause_ms == 0)
        return true;
    if (c->probing || now < c->failed_at + c->pause_ms)
        return false;
    c->probing = true;
    return true;
}

void circuit_succeeded(struct circuit *c)
{
    *c = (struct circuit){0};
}

void circuit_failed(struct circuit *c, int64_t started, int64_t now, unsigned dice)
{
    if (c->pause_ms > 0 && started < c->failed_at)
        return;
    int doubled = c->longest_ms == 0 ? FIRST_PAUSE_MS : c->longest_ms * 2;
    c->longest_ms = doubled > LONGEST_PAUSE_MS ? LONGEST_PAUSE_MS : doubled;
    c->pause_ms = c->longest_ms - (int)(dice % (unsigned)(c->longest_ms / 4 + 1));
    c->failed_at = now;
    c->probing = false;
}
