/*
 * key_loader: one issuer's keys, from where they are, judged, and kept; or, at a start without the key server, kept ones.
 *
 * Layer: auth, private.
 */
#pragma once

#include "auth/issuer.h"
#include "auth/kept_keys.h"
#include "auth/trust.h"

struct key_loader {
    struct keeping keeping;
    bool refuse_development;
};

/* In the arena, judged good. `known`: the text that is trusted already, or NULL. False: `reason` names the setting. */
bool key_loader_load(const struct key_loader *loader, const struct issuer *issuer, const struct key_text *known,
                     struct arena *a, struct key_text *out, struct reason *reason);

/* After key_loader_load() failed at a start. False: they will not do either, or the server did answer. */
bool key_loader_fall_back(const struct key_loader *loader, const struct issuer *issuer, struct arena *a,
                          struct key_text *out, struct reason *reason);
