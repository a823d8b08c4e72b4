/*
 * openapi: the published contract, served as it was built in: YAML, JSON and a page to read; the pages of docs/ beside it; and
 * what the problem types mean.
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

/* GET /problems/{slug}: where a problem's `type` leads. */
bool problem_read(struct req *r);
