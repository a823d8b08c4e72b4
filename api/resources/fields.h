/*
 * fields: the fields that more than one descriptor has.
 *
 * Layer: api. Row constructors like those of rest/field.h.
 */
#pragma once

#include "request/access.h"
#include "resources/resources.h"

/* Only for readers of whole records; the role reader sees decision_public and award_public (functions/63_publication). */
enum { OF_RECORD = READ_BY(RECORD_READERS) };

#define FIELD_YEAR(f) FIELD_INT("year", 1945, 2100, f)

/* The first and the last day on which the row is valid; without `valid_to` there is no end. */
#define FIELD_VALIDITY(f) FIELD_DATE("valid_from", REQUIRED | RANGE | (f)), FIELD_DATE("valid_to", RANGE)

/* Where a legal rule was read, and how sure that is. */
#define FIELD_ARTICLE FIELD_TEXT("article", 1, 200, 0)
#define FIELD_SOURCE \
    FIELD_TEXT("source", 1, 300, 0), FIELD_ENUM("confidence", confidences, REQUIRED | FILTER), \
        FIELD_BOOL("verified", "false", FILTER)

/* The code of the award class. */
#define AWARD_CLASS_CODE_SQL "(select c.code from award_class as c where c.id = t.award_class_id)"
#define FIELD_AWARD_CLASS_CODE FIELD_DERIVED("award_class_code", AWARD_CLASS_CODE_SQL)
#define FIELD_UNIT_NAME FIELD_DERIVED("unit_name", "(select u.name from unit as u where u.id = t.unit_id)")

/* Points; 0 if left out. */
#define FIELD_POINTS(n) {.name = (n), .type = FIELD_TYPE_DECIMAL, .flags = SET, .preset = "0"}
