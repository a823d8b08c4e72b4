/*
 * reply: what goes back. Handlers end with one of these; stages that refuse use fail() and leave the rest to
 * reply_finish().
 *
 * Layer: http. Bodies are borrowed and must live in the request's arena (or be static).
 */
#pragma once

#include "http/req.h"

/* info.version of openapi.yaml: on every answer as API-Version. */
#define API_VERSION "1.0.0"

struct buf;

/* A text that was written for this answer. One that did not fit is a fault, as a part of it would be no JSON. */
bool reply_buf(struct req *r, int status, const struct buf *body); /* as JSON */
bool reply_buf_as(struct req *r, int status, const char *content_type, const struct buf *body);

/* A text that stands somewhere else: both return true. */
bool reply_json(struct req *r, int status, const char *body, size_t length);
bool reply_with(struct req *r, int status, const char *content_type, const char *body, size_t length);
bool reply_empty(struct req *r, int status); /* 204, 304 */

/* Adds or replaces one header. Both strings are borrowed; a value with a control character is a fault. */
void reply_header(struct req *r, const char *name, const char *value);

/* Says that the answer depends on that request header as well. */
void reply_vary(struct req *r, const char *name);

/* Turns ctx.problem into the reply when there is one, and sets what every answer bears. Called once, by the adapter. */
void reply_finish(struct req *r);
