/*
 * page_words: a document's values as people read them, in two languages: numbers and dates as people write them, names for codes.
 * What is not known is "nhiều" or "—".
 *
 * Layer: api, the page of a report only. A struct page lives as long as its buffer. Texts are borrowed, or are in the caller's
 * `into` of NUMBER_TEXT bytes.
 */
#pragma once

#include "base/problem.h"
#include "reports/document.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct report;

struct page {
    struct buf *out;
    enum lang lang;
    const struct report *report;
    const json_t *document;
};

/* A text in both languages. say() returns that in the language of the page. */
struct words {
    const char *vi, *en;
};
const char *say(const struct page *p, const char *vi, const char *en);

enum { NUMBER_TEXT = 64 };

/* 1.234,5 in Vietnamese, 1,234.5 in English, digit for digit; "—" for what is no number. `into` holds NUMBER_TEXT. */
const char *number_text(const struct page *p, const json_t *value, char *into);
/* 30/06/2018 in Vietnamese; unchanged in English, or when it is too short for a date; "—" for "". */
const char *date_text(const struct page *p, const char *date, char *into);
/* A figure of an award report: its count, what was stated instead ("nhiều"), or "—". */
const char *figure_text(const struct page *p, const json_t *figure, char *into);

/* The name that a code stands for, in a list that ends with a NULL code; the code itself when it is not listed. */
struct name {
    const char *code;
    struct words words;
};
const char *name_of(const struct page *p, const struct name *names, const char *code);
extern const struct name status_names[], field_names[], state_names[], role_names[], basis_names[],
    campaign_kind_names[];
