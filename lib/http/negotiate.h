/*
 * negotiate: what a request's headers ask of the answer: language, media types, entity tags (RFC 9110), preferences.
 *
 * Layer: http. Pure functions over header values; NULL stands for an absent header.
 */
#pragma once

#include "http/req.h"

/* Accept-Language → vi (default) or en; no header is an error. */
enum lang negotiate_lang(const char *accept_language);

/* Index of the best of `types` (full media types, best first) for Accept; -1: none is acceptable. */
int negotiate_type(const char *accept, const char *const *types, size_t count);

/* True when a Content-Type is this media type, without parameters other than charset=utf-8. */
bool is_media_type(const char *content_type, const char *type);

/* Prefer: does the first preference of this name have this value (RFC 7240)? */
bool prefers(const char *prefer, const char *name, const char *value);

enum tag_list { TAG_ABSENT, TAG_MATCH, TAG_MISMATCH, TAG_MALFORMED };

/* If-Match (strong comparison) / If-None-Match (weak) against the current strong tag, quotes included; "*" matches. */
enum tag_list if_match(const char *header, const char *etag);
enum tag_list if_none_match(const char *header, const char *etag);
