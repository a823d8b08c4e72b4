/*
 * openapi: serves the files that are built in: the published contract as YAML, JSON and a page to read, and the pages of docs/.
 * Also says what the problem types mean.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

bool openapi_yaml(struct req *r);
bool openapi_json(struct req *r);
bool openapi_docs(struct req *r);

/* GET /docs/{page}: a page of docs/. */
bool openapi_docs_page(struct req *r);

/* GET /problems/{slug}: the address in the `type` of a problem. */
bool problem_read(struct req *r);
