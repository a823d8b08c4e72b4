/* negotiate: see negotiate.h. Weights are thousandths; an element that does not parse is left out. */
#include "http/negotiate.h"

#include "http/text.h"

#include <string.h>
#include <strings.h>

enum { NO_WEIGHT = -1, FULL_WEIGHT = 1000 };

/* "0.85" → 850; NO_WEIGHT when it is not a qvalue (RFC 9110 §12.4.2). */
static int parse_qvalue(const char *text, size_t length)
{
    if (length == 0 || length > 5 || (text[0] != '0' && text[0] != '1') || (length > 1 && text[1] != '.'))
        return NO_WEIGHT;
    int weight = (text[0] - '0') * FULL_WEIGHT, unit = FULL_WEIGHT / 10;
    for (size_t i = 2; i < length; i++, unit /= 10) {
        if (text[i] < '0' || text[i] > '9')
            return NO_WEIGHT;
        weight += (text[i] - '0') * unit;
    }
    return weight > FULL_WEIGHT ? NO_WEIGHT : weight;
}

enum { RANGE_PARAMS = 4 };

/* One element of Accept or Accept-Language: its name, its weight, and the parameters that narrow its meaning. */
struct range {
    struct span name;
    int weight;
    struct span params[RANGE_PARAMS];
    size_t param_count; /* may be more than RANGE_PARAMS: no type has so many */
};

static bool is_utf8_charset(struct span param)
{
    return span_is(param, "charset=utf-8") || span_is(param, "charset=\"utf-8\"");
}

static struct range parse_range(struct span element)
{
    char text[256];
    struct range range = {.weight = FULL_WEIGHT};
    struct span param;
    if (element.length >= sizeof text)
        return (struct range){.weight = NO_WEIGHT};
    memcpy(text, element.text, element.length);
    text[element.length] = '\0';
    const char *rest = text;
    if (!list_next(&rest, ';', &param) || param.text != text)
        return (struct range){.weight = NO_WEIGHT};
    range.name = (struct span){element.text, param.length};
    while (list_next(&rest, ';', &param)) {
        if (param.length >= 2 && strncasecmp(param.text, "q=", 2) == 0)
            range.weight = parse_qvalue(param.text + 2, param.length - 2);
        else if (!is_utf8_charset(param) && ++range.param_count <= RANGE_PARAMS)
            range.params[range.param_count - 1] = (struct span){element.text + (param.text - text), param.length};
    }
    return range;
}

/* The primary subtag decides: "en-GB" is English, "vi-VN" Vietnamese. */
static bool speaks(struct span range, const char *lang)
{
    const char *dash = memchr(range.text, '-', range.length);
    struct span primary = {range.text, dash ? (size_t)(dash - range.text) : range.length};
    return span_is(primary, lang);
}

static int max(int a, int b)
{
    return a > b ? a : b;
}

enum lang negotiate_lang(const char *accept_language)
{
    int vi = NO_WEIGHT, en = NO_WEIGHT, any = 0;
    bool en_first = false;
    const char *rest = accept_language ? accept_language : "";
    struct span element;
    while (list_next(&rest, ',', &element)) {
        struct range range = parse_range(element);
        if (range.weight == NO_WEIGHT)
            continue;
        if (speaks(range.name, "vi")) {
            vi = max(vi, range.weight);
        } else if (speaks(range.name, "en")) {
            en_first = en_first || vi == NO_WEIGHT;
            en = max(en, range.weight);
        } else if (span_is(range.name, "*")) {
            any = max(any, range.weight);
        }
    }
    bool en_named = en != NO_WEIGHT;
    vi = vi == NO_WEIGHT ? any : vi;
    en = en_named ? en : any;
    return en > vi || (en == vi && en > 0 && en_named && en_first) ? LANG_EN : LANG_VI;
}

static bool type_has(const char *type, struct span wanted)
{
    const char *rest = type + strcspn(type, ";");
    struct span param;
    while (list_next(&rest, ';', &param))
        if (param.length == wanted.length && strncasecmp(param.text, wanted.text, wanted.length) == 0)
            return true;
    return false;
}

static bool has_all_params(const char *type, const struct range *range)
{
    if (range->param_count > RANGE_PARAMS)
        return false;
    for (size_t i = 0; i < range->param_count; i++)
        if (!type_has(type, range->params[i]))
            return false;
    return true;
}

/* 3: this very type, 2: type/ *, 1: anything, 0: another type. */
static int specificity(struct range range, const char *type)
{
    size_t length = strcspn(type, ";"), major = strcspn(type, "/") + 1;
    while (length && type[length - 1] == ' ')
        length--;
    if (range.weight == NO_WEIGHT || !has_all_params(type, &range))
        return 0;
    if (range.name.length == length && strncasecmp(range.name.text, type, length) == 0)
        return 3;
    if (range.name.length == major + 1 && range.name.text[major] == '*' &&
        strncasecmp(range.name.text, type, major) == 0)
        return 2;
    return span_is(range.name, "*/*") ? 1 : 0;
}

/* The most specific range that covers the type decides its weight (RFC 9110 §12.5.1). */
static int type_weight(const char *accept, const char *type)
{
    int best = 0, weight = 0;
    struct span element;
    while (list_next(&accept, ',', &element)) {
        struct range range = parse_range(element);
        int how = specificity(range, type);
        if (how > best || (how && how == best && range.weight > weight)) {
            best = how;
            weight = range.weight;
        }
    }
    return weight;
}

int negotiate_type(const char *accept, const char *const *types, size_t count)
{
    if (!accept || accept[strspn(accept, " \t")] == '\0')
        return 0;
    int best = -1, best_weight = 0;
    for (size_t i = 0; i < count; i++) {
        int weight = type_weight(accept, types[i]);
        if (weight > best_weight) {
            best = (int)i;
            best_weight = weight;
        }
    }
    return best;
}

bool is_media_type(const char *content_type, const char *type)
{
    struct span part;
    const char *rest = content_type ? content_type : "";
    if (!list_next(&rest, ';', &part) || !span_is(part, type))
        return false;
    while (list_next(&rest, ';', &part))
        if (!is_utf8_charset(part))
            return false;
    return true;
}

static struct span trimmed(struct span text)
{
    while (text.length && strchr(" \t", *text.text))
        text = (struct span){text.text + 1, text.length - 1};
    while (text.length && strchr(" \t", text.text[text.length - 1]))
        text.length--;
    return text;
}

/* The text before the first `at`; `*after` gets the text behind it, empty when there is none. */
static struct span cut(struct span text, char at, struct span *after)
{
    const char *found = memchr(text.text, at, text.length);
    size_t length = found ? (size_t)(found - text.text) : text.length;
    *after = found ? trimmed((struct span){found + 1, text.length - length - 1}) : (struct span){text.text + length, 0};
    return trimmed((struct span){text.text, length});
}

static struct span unquoted(struct span text)
{
    bool is_quoted = text.length >= 2 && text.text[0] == '"' && text.text[text.length - 1] == '"';
    return is_quoted ? (struct span){text.text + 1, text.length - 2} : text;
}

bool prefers(const char *prefer, const char *name, const char *value)
{
    struct span preference, parameters, given;
    while (prefer && list_next(&prefer, ',', &preference)) {
        struct span pair = cut(preference, ';', &parameters);
        if (!span_is(cut(pair, '=', &given), name))
            continue;
        struct span word = unquoted(given);
        return word.length == strlen(value) && memcmp(word.text, value, word.length) == 0;
    }
    return false;
}
