/*
 * key_loader: see key_loader.h. A text that is trusted already is not checked again, so that its warnings come once.
 */
#include "auth/key_loader.h"

#include "auth/key_source.h"
#include "base/arena.h"
#include "base/log.h"

#include <string.h>

/* Puts the setting's name before the reason. */
static bool named(const struct issuer *issuer, struct arena *a, struct reason *reason)
{
    return because(reason, "%s: %s", issuer->label, arena_strdup(a, reason->text));
}

static bool judge(const struct key_loader *loader, const struct issuer *issuer, const struct key_text *text,
                  struct arena *a, struct reason *reason)
{
    const struct key_rules rules = {
        .label = issuer->label, .preset = issuer->alg, .refuse_development = loader->refuse_development};
    return key_set_read(text->text, text->length, &rules, a, reason) != NULL;
}

static bool is_known(const struct key_text *known, const struct key_text *text)
{
    return known && known->length == text->length && memcmp(known->text, text->text, text->length) == 0;
}

bool key_loader_load(const struct key_loader *loader, const struct issuer *issuer, const struct key_text *known,
                     struct arena *a, struct key_text *out, struct reason *reason)
{
    *reason = (struct reason){.text = ""};
    out->text = key_source_read(issuer->keys, a, &out->length, reason);
    if (!out->text || (!is_known(known, out) && !judge(loader, issuer, out, a, reason)))
        return named(issuer, a, reason);
    if (key_source_is_remote(issuer->keys))
        kept_keys_write(&loader->keeping, issuer->keys, out->text, out->length);
    return true;
}

bool key_loader_fall_back(const struct key_loader *loader, const struct issuer *issuer, struct arena *a,
                          struct key_text *out, struct reason *reason)
{
    struct reason kept = {.text = ""};
    if (!reason->is_away || loader->keeping.hours == 0)
        return false;
    out->text = kept_keys_read(&loader->keeping, issuer->keys, a, &out->length, &kept);
    if (!out->text || !judge(loader, issuer, out, a, &kept))
        return because(reason, "%s, and %s", arena_strdup(a, reason->text), kept.text);
    log_say(LOG_WARN, "keys_of_earlier", "%s; keys that were kept of an earlier answer are used", reason->text);
    return true;
}
