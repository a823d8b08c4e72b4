/*
 * cors: which web pages may call (Fetch standard). Only origins on the operator's list, spelled out in the answer.
 *
 * Layer: api.
 */
#pragma once

struct req;

/* Adds the headers when the Origin is one of `origins` (comma-separated). */
void cors_allow(struct req *r, const char *origins);

/* Allows any origin; for public content. */
void cors_allow_all(struct req *r);
