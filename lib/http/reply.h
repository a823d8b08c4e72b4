/*
 * reply: the answer. Handlers end with one of these functions; stages that refuse call fail() and leave the rest to
 * reply_finish().
 *
 * Layer: http. Bodies are borrowed and must live in the request's arena (or be static).
 */
#pragma once

#include "http/req.h"

/* info.version of openapi.yaml; every answer has it as API-Version. */
#define API_VERSION "0.10.0"

struct buf;

/* Sends a text that was written for this answer. A text that did not fit is a fault, because a part of it would not be JSON. */
bool reply_buf(struct req *r, int status, const struct buf *body); /* as JSON */
bool reply_buf_as(struct req *r, int status, const char *content_type, const struct buf *body);

/* Sends a text that is kept somewhere else. Both return true. */
bool reply_json(struct req *r, int status, const char *body, size_t length);
bool reply_with(struct req *r, int status, const char *content_type, const char *body, size_t length);
bool reply_empty(struct req *r, int status); /* 204, 304 */

/* Adds or replaces one header. Both strings are borrowed; a value with a control character is a fault. */
void reply_header(struct req *r, const char *name, const char *value);

/* Says that the answer depends on this request header too. */
void reply_vary(struct req *r, const char *name);

/* Turns ctx.problem, if set, into the reply, and adds the headers that every answer has. Called once, by the adapter. */
void reply_finish(struct req *r);
