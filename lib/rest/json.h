/*
 * json: reads a body strictly: one JSON object, UTF-8, no duplicate names, no NUL, bounded depth, numbers of at most 15
 * significant digits (which a double holds exactly).
 *
 * Layer: rest. <jansson.h> reads what callers send; answers are written straight into a buffer (encode.h).
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>

struct req;

enum { JSON_MAX_DEPTH = 16, JSON_MAX_DIGITS = 15 };

/* Parses r->body into r->json; the tree lives in the request's arena. False: the problem is set. */
bool json_parse_body(struct req *r);

/* 200 with a JSON text that the database made, without the blanks that PostgreSQL puts between its tokens. */
bool json_reply(struct req *r, const char *text, size_t length);

/* Reads a JSON text that the database made; the tree lives in the request's arena. NULL: not JSON, which is a fault. */
json_t *json_read(struct req *r, const char *text, size_t length);
