/*
 * circuit: the pauses between attempts to connect. See circuit.h.
 */
#include "pg/circuit.h"

enum { FIRST_PAUSE_MS = 200, LONGEST_PAUSE_MS = 5000 };

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

void circuit_failed(struct circuit *c, int64_t started, int64_t now)
{
    if (c->pause_ms > 0 && started < c->failed_at)
        return;
    int doubled = c->pause_ms == 0 ? FIRST_PAUSE_MS : c->pause_ms * 2;
    c->pause_ms = doubled > LONGEST_PAUSE_MS ? LONGEST_PAUSE_MS : doubled;
    c->failed_at = now;
    c->probing = false;
}

int circuit_retry_after(const struct circuit *c, int64_t now)
{
    int64_t seconds = (c->failed_at + c->pause_ms - now + 999) / 1000;
    if (seconds < 1)
        return 1;
    return seconds > 5 ? 5 : (int)seconds;
}
