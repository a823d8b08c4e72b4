/*
 * issuer: see issuer.h. Settings and file both become one JSON object for each issuer, with presets filled in, which
 * issuer_take() checks.
 */
#include "auth/issuer.h"

#include "auth/issuer_members.h"
#include "auth/json.h"
#include "auth/key_source.h"
#include "auth/token.h"
#include "base/arena.h"

#include <string.h>

static const char blanks[] = " \t\r\n", separators[] = ", \t\r\n";

static json_t *split_words(const char *text)
{
    json_t *list = json_array();
    for (text += strspn(text, separators); *text; text += strspn(text, separators)) {
        size_t length = strcspn(text, separators);
        json_array_append_new(list, json_stringn(text, length));
        text += length;
    }
    return list;
}

static const char *trimmed(const char *text, size_t length, struct arena *a)
{
    size_t skip = strspn(text, blanks);
    if (skip > length)
        skip = length;
    while (length > skip && strchr(blanks, text[length - 1]))
        length--;
    return arena_strndup(a, text + skip, length - skip);
}

/* "theirs=ours"; a name of theirs may have "=" in it, one of ours may not. Without "=" our name is empty, and refused later. */
static void add_pair(json_t *map, const char *text, size_t length, struct arena *a)
{
    const char *sign = memrchr(text, '=', length);
    size_t name = sign ? (size_t)(sign - text) : length;
    const char *theirs = trimmed(text, name, a), *ours = sign ? trimmed(sign + 1, length - name - 1, a) : "";
    json_t *list = json_object_get(map, theirs);
    if (!list) {
        list = json_array();
        json_object_set_new(map, theirs, list);
    }
    json_array_append_new(list, json_string(ours));
}

static json_t *split_map(const char *text, struct arena *a)
{
    json_t *map = json_object();
    for (text += strspn(text, separators); *text; text += strspn(text, separators)) {
        size_t length = strcspn(text, ",");
        add_pair(map, text, length, a);
        text += length;
    }
    return map;
}

/* The JSON value of a setting's or preset's text. */
static json_t *spelt_out(const struct issuer_member *member, const char *text, struct arena *a)
{
    if (member->kind == MEMBER_WORDS)
        return split_words(text);
    return member->kind == MEMBER_ROLES ? split_map(text, a) : json_string(text);
}

static void fill_presets(json_t *members, struct arena *a)
{
    for (size_t i = 0; i < issuer_member_count; i++) {
        const struct issuer_member *member = &issuer_members[i];
        if (member->preset && !json_object_get(members, member->name))
            json_object_set_new(members, member->name, spelt_out(member, member->preset, a));
    }
}

static const char *setting_of(const struct verifier_config *config, const struct issuer_member *member)
{
    const char *value = NULL;
    if (member->variable)
        memcpy(&value, (const char *)config + member->given, sizeof value);
    return value && *value ? value : NULL;
}

/* True: the setting is given and differs from its preset, so it would contradict a file of issuers. */
static bool is_said(const struct verifier_config *config, const struct issuer_member *member)
{
    const char *value = setting_of(config, member);
    return value && !(member->preset && strcmp(value, member->preset) == 0);
}

static bool read_settings(const struct verifier_config *config, struct issuers *out, struct issuer_source *in)
{
    json_t *members = json_keep(json_object(), in->arena);
    for (size_t i = 0; i < issuer_member_count; i++) {
        const struct issuer_member *member = &issuer_members[i];
        const char *value = setting_of(config, member);
        if (value && !json_keep(json_string(value), in->arena))
            return issuer_refuse(in, member, "it must be UTF-8");
        if (value)
            json_object_set_new(members, member->name, spelt_out(member, value, in->arena));
    }
    fill_presets(members, in->arena);
    if (!issuer_take(&out->list[0], members, in))
        return false;
    out->list[0].label = "TDKT_JWT_KEYS";
    out->count = 1;
    return true;
}

static bool knows_members(json_t *members, const struct issuer_source *in)
{
    const char *name;
    json_t *value;
    json_object_foreach(members, name, value)
    {
        bool is_known = false;
        for (size_t i = 0; i < issuer_member_count; i++)
            is_known = is_known || strcmp(issuer_members[i].name, name) == 0;
        if (!is_known)
            return because(in->reason, "%s: %.60s: no such member", in->where, name);
    }
    return true;
}

/* Two issuers may use the same subject for two people or for one: only the operator knows. */
static bool says_whose_subjects(const json_t *members, size_t count, const struct issuer_source *in)
{
    if (count == 1 || json_is_string(json_object_get(members, "subject_prefix")))
        return true;
    return because(in->reason, "%s: subject_prefix: each of several issuers needs one (\"\" where the people are the same)",
                   in->where);
}

static bool read_entry(const json_t *list, size_t i, struct issuers *out, struct issuer_source *in)
{
    json_t *members = json_keep(json_copy(json_array_get(list, i)), in->arena);
    if (!json_is_object(members))
        return because(in->reason, "%s: it must be an object", in->where);
    if (!knows_members(members, in) || !says_whose_subjects(members, json_array_size(list), in))
        return false;
    const char *prefix = json_string_value(json_object_get(members, "subject_prefix"));
    if (prefix && !*prefix)
        json_object_del(members, "subject_prefix");
    fill_presets(members, in->arena);
    struct issuer issuer;
    if (!issuer_take(&issuer, members, in))
        return false;
    if (issuers_find(out, issuer.name))
        return because(in->reason, "%s: issuer: another one has the same name", in->where);
    issuer.label = arena_printf(in->arena, "%s: keys", in->where);
    out->list[out->count++] = issuer;
    return true;
}

static bool read_file(const char *path, struct issuers *out, struct issuer_source *in)
{
    size_t length = 0;
    const char *text = key_source_read_file(path, in->arena, &length, in->reason);
    if (!text)
        return because(in->reason, "TDKT_JWT_ISSUERS: %s", arena_strdup(in->arena, in->reason->text));
    const json_t *list = json_read_list(text, length, in->arena);
    if (json_array_size(list) < 1 || json_array_size(list) > ISSUERS_MAX)
        return because(in->reason, "TDKT_JWT_ISSUERS: %.200s: a JSON list of 1 to %d issuers is needed, no member twice", path,
                       ISSUERS_MAX);
    for (size_t i = 0; i < json_array_size(list); i++) {
        in->where = arena_printf(in->arena, "TDKT_JWT_ISSUERS: %.200s: issuer %zu", path, i + 1);
        if (!read_entry(list, i, out, in))
            return false;
    }
    return true;
}

bool issuers_read(const struct verifier_config *config, struct arena *a, struct issuers *out, struct reason *reason)
{
    struct issuer_source in = {.known_roles = config->roles, .arena = a, .reason = reason};
    *out = (struct issuers){.count = 0};
    if (!config->issuers || !*config->issuers)
        return read_settings(config, out, &in);
    for (size_t i = 0; i < issuer_member_count; i++)
        if (is_said(config, &issuer_members[i]))
            return because(reason, "TDKT_JWT_ISSUERS: the file says all of it; %s must not be set beside it",
                           issuer_members[i].variable);
    return read_file(config->issuers, out, &in);
}

const struct issuer *issuers_find(const struct issuers *issuers, const char *name)
{
    for (size_t i = 0; i < issuers->count; i++)
        if (strcmp(issuers->list[i].name, name) == 0)
            return &issuers->list[i];
    return NULL;
}
