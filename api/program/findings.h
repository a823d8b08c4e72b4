/*
 * findings: what is wrong with an installation, line by line, and the exit status that tells a script the kind of fault.
 *
 * Layer: api. Each line begins with the name of the setting it is about. Statuses are those of <sysexits.h>.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sysexits.h>

enum {
    FOUND_SETTING = EX_CONFIG,       /* 78: a setting is missing or wrong */
    FOUND_LOGIN = EX_NOPERM,         /* 77: the database login has too many rights, or too few */
    FOUND_SCHEMA = EX_PROTOCOL,      /* 76: the schema serves other versions of the program */
    FOUND_BEHIND = EX_TEMPFAIL,      /* 75: the schema is absent or behind: tdkt migrate helps */
    FOUND_ADDRESS = EX_OSERR,        /* 71: cannot listen on an address, perhaps because it is taken */
    FOUND_DATABASE = EX_UNAVAILABLE, /* 69: the database cannot be reached */
};

enum { FINDINGS_MAX = 64, FINDING_SIZE = 600 };

struct finding {
    int status;
    bool is_warning; /* the service starts all the same */
    char text[FINDING_SIZE];
};

struct findings {
    struct finding lines[FINDINGS_MAX]; /* more are dropped */
    size_t count;
};

void findings_add(struct findings *f, int status, const char *format, ...) __attribute__((format(printf, 3, 4)));
void findings_warn(struct findings *f, int status, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* True: there is a line about this setting, or about the file that should hold it. */
bool findings_name(const struct findings *f, const char *setting);

/* True: there is a line that is not a warning. */
bool findings_refuse(const struct findings *f);

/* The greatest status of all lines (of warnings only when `strictly`); 0: there are none. */
int findings_status(const struct findings *f, bool strictly);
