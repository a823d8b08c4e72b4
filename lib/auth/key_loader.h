/*
 * key_loader: reads, checks and keeps one issuer's keys; or takes kept ones, at a start while the key server is away.
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

/* In the arena, and checked. `known`: the text that is trusted already, or NULL. False: `reason` names the setting. */
bool key_loader_load(const struct key_loader *loader, const struct issuer *issuer, const struct key_text *known,
                     struct arena *a, struct key_text *out, struct reason *reason);

/* For a start at which key_loader_load() failed. False: there are no good kept keys, or the server did answer. */
bool key_loader_fall_back(const struct key_loader *loader, const struct issuer *issuer, struct arena *a,
                          struct key_text *out, struct reason *reason);
